/** How much a zip may hold before it is taken for a bomb. */
export interface ZipLimits {
  /** Bytes of the file itself. */
  packed: number;
  entries: number;
  /** Bytes of all entries together when unpacked. */
  unpacked: number;
  /** Unpacked bytes for each packed one, once more than `ratioFrom` bytes would be unpacked. */
  ratio: number;
  ratioFrom: number;
}

const MB = 1024 ** 2;

/** The largest plugins in use have some 10,000 files and 200 MB. */
export const pluginLimits: ZipLimits = {
  packed: 512 * MB,
  entries: 50_000,
  unpacked: 2048 * MB,
  ratio: 100,
  ratioFrom: 64 * MB,
};

/** Moodle 4.5 has 30,000 files, 100 MB packed and 400 MB unpacked. */
export const coreLimits: ZipLimits = {
  packed: 1024 * MB,
  entries: 200_000,
  unpacked: 4096 * MB,
  ratio: 100,
  ratioFrom: 64 * MB,
};
