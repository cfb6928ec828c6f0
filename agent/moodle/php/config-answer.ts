/** What the PHP program `site-config` answers. */
import { z } from 'zod';

const text = z.string().min(1);
/** Numbers and null occur where sites leave settings out or write them without quotes. */
export const configAnswer = z.object({
  wwwroot: text,
  dirroot: text,
  dataroot: text,
  tempdir: text.nullable(),
  prefix: z.string(),
  dbtype: z.string().nullable(),
  dbhost: z.coerce.string(),
  dbname: z.coerce.string(),
  dbuser: z.coerce.string(),
  dbpass: z.coerce.string(),
  dbport: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  dbsocket: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  defaultsocket: z.string().nullable(),
  forced: z.record(z.string(), z.unknown()),
});
export type ConfigAnswer = z.infer<typeof configAnswer>;
