/** Wraps a Kysely dialect: connection trouble becomes MoodleUnavailable, and nobody waits for a connection for ever. */
import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  QueryResult,
  TransactionSettings,
} from 'kysely';
import { MoodleUnavailable } from '../unavailable.js';
import { mapDatabaseError, unavailable } from './connection-errors.js';

/** Milliseconds to wait for a free connection of the pool, a new one's set-up included. */
const ACQUIRE_TIMEOUT = 8_000;

export function guarded(dialect: Dialect, acquireTimeout = ACQUIRE_TIMEOUT): Dialect {
  return {
    createDriver: () => new GuardedDriver(dialect.createDriver(), acquireTimeout),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

class GuardedConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.inner.executeQuery<R>(query);
    } catch (error) {
      throw mapDatabaseError(error);
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    try {
      yield* this.inner.streamQuery<R>(query, chunkSize);
    } catch (error) {
      throw mapDatabaseError(error);
    }
  }
}

class GuardedDriver implements Driver {
  readonly #inner: Driver;
  readonly #acquireTimeout: number;

  constructor(inner: Driver, acquireTimeout: number) {
    this.#inner = inner;
    this.#acquireTimeout = acquireTimeout;
  }

  async init(): Promise<void> {
    try {
      await this.#inner.init();
    } catch (error) {
      throw unavailable(error);
    }
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const pending = this.#inner.acquireConnection();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.#acquireTimeout);
    });
    try {
      const connection = await Promise.race([pending, late]);
      if (connection !== 'late') return new GuardedConnection(connection);
    } catch (error) {
      // Whatever keeps a connection from being made, the site's database does not serve us.
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
    // Nobody waits for it any more; when it comes it goes straight back.
    void pending.then(
      (connection) => this.#inner.releaseConnection(connection),
      () => undefined,
    );
    throw new MoodleUnavailable('No connection to the site database became free in time.');
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#inner.releaseConnection(innerOf(connection));
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#inner.beginTransaction(innerOf(connection), settings);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.commitTransaction(innerOf(connection));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.rollbackTransaction(innerOf(connection));
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof GuardedConnection ? connection.inner : connection;
}
