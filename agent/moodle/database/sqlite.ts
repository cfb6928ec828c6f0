/** SQLite, the database of the sample site, through libsql's synchronous interface. */
import { SqliteDialect, type Dialect, type SqliteDatabase } from 'kysely';
import Database from 'libsql';

/** @param file is made when it is not there */
export function sqliteDialect(file: string): Dialect {
  return new SqliteDialect({ database: () => Promise.resolve(open(file)) });
}

function open(file: string): SqliteDatabase {
  const database = new Database(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF;');
  return {
    close: () => {
      database.close();
    },
    prepare: (text) => {
      const statement = database.prepare(text);
      return {
        reader: statement.reader,
        all: (parameters) => statement.all([...parameters]),
        run: (parameters) => statement.run([...parameters]),
        iterate: (parameters) => statement.iterate([...parameters]) as IterableIterator<unknown>,
      };
    },
  };
}
