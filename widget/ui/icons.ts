/** Drawings that pages show first, as paths. */
export const phoneIcon = "M5.2 2.5 6.6 5.6 5.2 7c0.8 1.7 2.1 3 3.8 3.8l1.4-1.4 3.1 1.4v2c0 0.6-0.5 1-1.1 1C7 13.4 2.6 9 2.3 3.6c0-0.6 0.4-1.1 1-1.1z";
export const bellIcon = "M4.5 7a3.5 3.5 0 0 1 7 0c0 3 1.3 4 1.3 4H3.2s1.3-1 1.3-4M6.8 13.2h2.4";
export const muteIcon = "M4.5 7a3.5 3.5 0 0 1 7 0c0 3 1.3 4 1.3 4H3.2s1.3-1 1.3-4M6.8 13.2h2.4M2.5 2.5l11 11";
export const notifyIcon = "M2.5 3h11v8h-5l-3 2.5V11h-3zM8 5v2.5M8 9v0.1";
export const checkIcon = "m3.5 8.5 3 3 6-7";
export const shieldIcon = "M8 1.8 13 3.6v4c0 3-2 5.4-5 6.6-3-1.2-5-3.6-5-6.6v-4zM5.8 7.9l1.6 1.6 2.8-3";
export const questionIcon = "M6 6.2a2 2 0 1 1 2.9 1.8c-0.6 0.3-0.9 0.7-0.9 1.4M8 11.7v0.1";
export const alertIcon = "M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v0.1";
