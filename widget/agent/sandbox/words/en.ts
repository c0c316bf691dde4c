/** What the sandbox's sign-in says, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "sandbox.title": "Sign in to the sandbox",
  "sandbox.id": "Your id in the CRM",
  "sandbox.name": "Your name",
  "sandbox.sign_in": "Sign in",
  "sandbox.signing_in": "Signing in…",
} as const;
