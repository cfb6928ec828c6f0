import {
  libraryItem,
  libraryItemUpdate,
  libraryList,
  libraryListQuery,
  libraryUploaded,
  libraryUploadQuery,
} from '../../contract/panel/library.js';
import { inspectPluginZip } from '../../inspection/inspect-plugin-zip.js';
import { audit } from '../audit/service.js';
import type { PanelContext } from '../context.js';
import type { LibraryItem, Prisma } from '../db/generated/client.js';
import { idParams } from '../http/id-params.js';
import { readPage, toList, type Sorts } from '../http/page.js';
import { defineRoute, defineStream } from '../http/route.js';
import { answerFile } from './answer-file.js';
import { changeNote, deleteItem, getItem, takeIn, titleOf } from './items.js';
import { withUpload } from './receive.js';
import { usesOf } from './uses.js';
import { viewItem } from './view.js';

const tag = 'Plugin library';

const sorts: Sorts<Prisma.LibraryItemOrderByWithRelationInput> = {
  component: (d) => ({ component: d }),
  version: (d) => ({ version: d }),
  size: (d) => ({ size: d }),
  file_name: (d) => ({ fileName: d }),
  uploaded_at: (d) => ({ uploadedAt: d }),
};

async function view(panel: PanelContext, item: LibraryItem) {
  return viewItem(item, (await usesOf(panel.prisma, [item.id])).get(item.id) ?? 0);
}

export const libraryRoutes = [
  defineRoute({
    method: 'GET',
    path: '/library',
    operationId: 'libraryList',
    summary: 'Zips of the plugin library',
    tag,
    role: 'viewer',
    request: { query: libraryListQuery },
    status: 200,
    response: libraryList,
    async handler({ panel, query }) {
      const page = readPage(query, sorts, '-uploaded_at', (d) => ({ id: d }));
      const text = query.search ? { contains: query.search, mode: 'insensitive' as const } : undefined;
      const where: Prisma.LibraryItemWhereInput = {
        storedAt: { not: null },
        component: query.component,
        OR: text && [
          { component: text },
          { version: text },
          { release: text },
          { fileName: text },
          { note: text },
        ],
      };
      const [rows, total] = await Promise.all([
        panel.prisma.libraryItem.findMany({
          where,
          orderBy: page.orderBy,
          take: page.take,
          ...(page.after ? { cursor: { id: page.after }, skip: 1 } : {}),
        }),
        panel.prisma.libraryItem.count({ where }),
      ]);
      const uses = await usesOf(
        panel.prisma,
        rows.map((row) => row.id),
      );
      const items = toList(
        page,
        rows,
        total,
        (row) => row.id,
        (row) => viewItem(row, uses.get(row.id) ?? 0),
      );
      return { ...items, max_bytes: panel.config.libraryMaxBytes };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/library',
    operationId: 'libraryUpload',
    summary: 'Upload a plugin’s zip; it is inspected before it is kept, and 422 says what is wrong with it',
    tag,
    role: 'operator',
    streams: 'application/zip',
    request: { query: libraryUploadQuery },
    status: 201,
    response: libraryUploaded,
    handler: ({ panel, principal, query, req, res }) =>
      withUpload(panel, req, res, async (path) => {
        const found = await inspectPluginZip(path, { limits: { packed: panel.config.libraryMaxBytes } });
        const words = { fileName: query.file_name, note: query.note || null };
        const { item, alreadyThere } = await takeIn(panel, principal, path, found, words);
        return { ...(await view(panel, item)), already_there: alreadyThere };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/library/{id}',
    operationId: 'libraryGet',
    summary: 'One zip of the library',
    tag,
    role: 'viewer',
    request: { params: idParams },
    status: 200,
    response: libraryItem,
    handler: async ({ panel, params }) => view(panel, await getItem(panel, params.id)),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/library/{id}',
    operationId: 'libraryUpdate',
    summary: 'Change the note',
    tag,
    role: 'operator',
    request: { params: idParams, body: libraryItemUpdate },
    status: 200,
    response: libraryItem,
    handler: async ({ panel, principal, params, body }) =>
      view(panel, await changeNote(panel, principal, params.id, body.note)),
  }),
  defineStream({
    method: 'DELETE',
    path: '/library/{id}',
    operationId: 'libraryDelete',
    summary: 'Delete a zip that no open rollout or update request needs',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 204,
    contentType: null,
    async handler({ panel, principal, params, res }) {
      await deleteItem(panel, principal, params.id);
      res.status(204).end();
    },
  }),
  defineStream({
    method: 'GET',
    path: '/library/{id}/file',
    operationId: 'libraryFile',
    summary: 'The zip itself; ranges are served',
    tag,
    role: 'operator',
    request: { params: idParams },
    status: 200,
    contentType: 'application/zip',
    async handler({ panel, principal, params, req, res }) {
      const item = await getItem(panel, params.id);
      await audit(panel, principal, { action: 'library.download', target: titleOf(item) });
      res.attachment(item.fileName);
      await answerFile(panel, item, req, res);
    },
  }),
];
