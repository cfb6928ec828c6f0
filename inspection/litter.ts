/** What operating systems leave in zips and nobody wants on a site. */

/** @param path relative, with slashes */
export function isLitter(path: string): boolean {
  const [first] = path.split('/', 1);
  return first === '__MACOSX' || /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(path);
}

/** Whether a path lies in a folder of the zip; the empty folder is its top. */
export function isBelow(path: string, root: string): boolean {
  return root === '' || path.startsWith(`${root}/`);
}
