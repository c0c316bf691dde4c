import { speak } from "../words/speak";

// Every page loads its language before it shows anything; so do the tests.
if (typeof document !== "undefined") await speak("en");
