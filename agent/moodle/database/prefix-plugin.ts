/** Puts a site's table prefix before every table name, so that queries are written without it. */
import {
  AliasNode,
  IdentifierNode,
  OperationNodeTransformer,
  TableNode,
  type FromNode,
  type JoinNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type ReferenceNode,
  type RootOperationNode,
  type UnknownRow,
  type WithNode,
} from 'kysely';

/**
 * `from course` becomes `from mdl_course as course`: whatever else in the query names `course` stays as it is written.
 */
class PrefixTransformer extends OperationNodeTransformer {
  readonly #prefix: string;
  readonly #done: WeakSet<TableNode>;
  /** Names of `with` queries, which are no tables. */
  readonly #named = new Set<string>();

  constructor(prefix: string, done: WeakSet<TableNode>) {
    super();
    this.#prefix = prefix;
    this.#done = done;
  }

  protected override transformFrom(node: FromNode, queryId?: QueryId): FromNode {
    return { ...node, froms: node.froms.map((from) => this.#aliased(from, queryId)) };
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    return { ...super.transformJoin(node, queryId), table: this.#aliased(node.table, queryId) };
  }

  protected override transformTable(node: TableNode, _queryId?: QueryId): TableNode {
    const { identifier, schema } = node.table;
    if (schema !== undefined || this.#named.has(identifier.name) || this.#done.has(node)) return node;
    const prefixed = TableNode.create(this.#prefix + identifier.name);
    this.#done.add(prefixed);
    return prefixed;
  }

  /** The table of `course.id` is an alias by now. */
  protected override transformReference(node: ReferenceNode, queryId?: QueryId): ReferenceNode {
    return { ...super.transformReference({ ...node, table: undefined }, queryId), table: node.table };
  }

  /** Called before the query's own `from`, which is visited before its `with`. */
  protected override transformNodeImpl<T extends OperationNode>(node: T, queryId?: QueryId): T {
    if ('with' in node) {
      for (const { name } of (node.with as WithNode | undefined)?.expressions ?? []) {
        this.#named.add(name.table.table.identifier.name);
      }
    }
    return super.transformNodeImpl(node, queryId);
  }

  #aliased(node: OperationNode, queryId?: QueryId): OperationNode {
    if (!TableNode.is(node) || this.#done.has(node)) return this.transformNode(node, queryId);
    return AliasNode.create(
      this.transformTable(node, queryId),
      IdentifierNode.create(node.table.identifier.name),
    );
  }
}

export class PrefixPlugin implements KyselyPlugin {
  readonly #prefix: string;
  /** Kysely shows a sub-query to its plugins twice: by itself and within the whole. */
  readonly #done = new WeakSet<TableNode>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return new PrefixTransformer(this.#prefix, this.#done).transformNode(args.node, args.queryId);
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return args.result;
  }
}
