import { speak } from "../words/catalogue";
import { allWords } from "./words";

// Every page loads its language before it shows anything; so do the tests.
if (typeof document !== "undefined") await speak("en", allWords);
