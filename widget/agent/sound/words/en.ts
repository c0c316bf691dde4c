/** What is said of microphone and speaker, in English; the other languages follow it. */
export const words = {
  "sound.set_up": "Microphone and speaker",
  "sound.microphone": "Microphone",
  "sound.speaker": "Speaker",
  "sound.usual": "The system's own",
  "sound.level": "What the microphone hears",
  "sound.hint": "Speak: the bar moves when you are heard.",
  "sound.try": "Play a test tone",
  "sound.done": "Done",
  "sound.allow": "Allow the microphone",
  "sound.unasked": "The browser has not been asked for the microphone yet. Allow it now, so that the first call has sound.",
  "sound.refused": "The browser keeps this page from the microphone, so no call can be taken here. Allow it beside the address, for this site, and load the page again.",
  "sound.missing": "There is no microphone, so no call can be taken here. Connect a headset; this goes by itself.",
  "sound.busy": "The microphone does not answer: another program may hold it. Close that, or choose another one.",
} as const;
