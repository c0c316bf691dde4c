/** The style sheet of form controls, for features that come later; worn once, whoever brings it. */
export { default as controls } from "./controls.css?inline";
