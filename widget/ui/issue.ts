/** The steps of an issue, from the general to the particular. */
export function issue(path: readonly string[]): string {
  return path.join(" › ");
}
