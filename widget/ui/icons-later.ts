/** Drawings that pages show later, as paths. */
export const hangupIcon = "M1.8 9.8c3.4-3.6 9-3.6 12.4 0l-1.6 1.9-2.5-1.2V8.6a7 7 0 0 0-4.2 0v1.9l-2.5 1.2z";
export const headsetIcon = "M3 10V8a5 5 0 0 1 10 0v2M3 9h2v4H3zM11 9h2v4h-2zM13 13c0 1-1.5 1.5-3.5 1.5";
export const clockIcon = "M8 4.5V8l2.4 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0";
export const noteIcon = "M3 2.5h7l3 3v8H3zM5.5 7h5M5.5 9.8h5";
export const fileIcon = "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3";
export const ticketIcon = "M2 5.5v-2h12v2a2 2 0 0 0 0 5v2H2v-2a2 2 0 0 0 0-5M9.5 5.5v1M9.5 9.5v1";
export const chevronIcon = "m6 4 4 4-4 4";
export const downIcon = "m4 6 4 4 4-4";
export const missedIcon = "M3 4.5l5 5 5-5M3 4.5h3.4M3 4.5v3.4M3 13h10";
export const backIcon = "m10 4-4 4 4 4";
export const closeIcon = "m4 4 8 8M12 4l-8 8";
export const downloadIcon = "M8 2.5v7M5 7l3 3 3-3M3 13h10";
export const messageIcon = "M2.5 3h11v8H7l-3 2.5V11H2.5z";
export const cameraIcon = "M2 4.8h2.8L6 3h4l1.2 1.8H14v8H2zM10.2 8.6a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0";
export const pinIcon = "M8 14s4.5-4 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 10 8 14 8 14M9.5 6.5a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0";
export const outgoingIcon = "M5 11l6-6M6.5 5H11v4.5";
export const incomingIcon = "M11 5l-6 6M9.5 11H5V6.5";
