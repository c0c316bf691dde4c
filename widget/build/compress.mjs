import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";

const brotli = promisify(brotliCompress);

/** What does not shrink (pictures) is left as it is; pages are completed by the server, which compresses them itself or not at all. */
const shrinks = /\.(js|css|svg)$/;

/** As small as they get: Zopfli takes longer than gzip and saves a twentieth. */
const forms = {
  br: (content) => brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  gz: (content) => gzipAsync(content, { numiterations: 15 }),
};

/**
 * Writes beside each script and style sheet what travels instead of it: NAME.br and NAME.gz. What was compressed
 * last time is kept in a folder, by its content, and this script's, so that a build takes as long as what has changed.
 */
export async function compress(dir, kept) {
  await mkdir(kept, { recursive: true });
  const unused = new Set(await readdir(kept));
  const how = await readFile(new URL(import.meta.url));
  for (const entry of await readdir(dir, { recursive: true })) {
    const file = path.join(dir, entry);
    if (!shrinks.test(entry) || !(await stat(file)).isFile()) continue;
    const content = await readFile(file);
    for (const [form, pack] of Object.entries(forms)) {
      const name = `${createHash("sha256").update(how).update(content).digest("hex")}.${form}`;
      const known = unused.delete(name) ? await readFile(path.join(kept, name)) : undefined;
      const packed = known ?? (await pack(content));
      if (!known) {
        await writeFile(path.join(kept, name + ".new"), packed); // so that no build that was broken off leaves half of one
        await rename(path.join(kept, name + ".new"), path.join(kept, name));
      }
      await writeFile(`${file}.${form}`, packed);
    }
  }
  for (const name of unused) await rm(path.join(kept, name));
}
