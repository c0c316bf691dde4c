import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";

const brotli = promisify(brotliCompress);

/** What does not shrink (pictures) is left as it is; pages are completed by the server, which compresses them itself or not at all. */
const shrinks = /\.(js|css|svg)$/;

/** Writes beside each script and style sheet what travels instead of it: NAME.br and NAME.gz, as small as they get: Zopfli takes longer than gzip, once, and saves a twentieth. */
export async function compress(dir) {
  for (const entry of await readdir(dir, { recursive: true })) {
    const file = path.join(dir, entry);
    if (!shrinks.test(entry) || !(await stat(file)).isFile()) continue;
    const content = await readFile(file);
    await writeFile(file + ".br", await brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
    await writeFile(file + ".gz", await gzipAsync(content, { numiterations: 15 }));
  }
}
