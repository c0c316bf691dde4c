// Makes of the source what Salesforce's own tools would deploy, with the values of
// the environment, and writes it as a zip into a folder: node convert.mjs FOLDER
import { fileURLToPath } from "node:url";
import { ComponentSet, MetadataConverter } from "@salesforce/source-deploy-retrieve";

process.env.SF_APPLY_REPLACEMENTS_ON_CONVERT = "true"; // which a deployment always does
const project = fileURLToPath(new URL("..", import.meta.url));
process.chdir(project);
const parts = ComponentSet.fromSource({ fsPaths: ["force-app"] });
parts.projectDirectory = project;
parts.sourceApiVersion = "66.0";
await new MetadataConverter().convert(parts, "metadata", { type: "zip", outputDirectory: process.argv[2] });
