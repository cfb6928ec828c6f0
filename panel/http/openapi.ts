/** The OpenAPI 3.1 document, made of the declared routes. */
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problem } from '../../contract/panel/common.js';
import type { Route } from './route.js';

export const API_BASE = '/api/v1';

/** @param version the panel's */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    paths[API_BASE + route.path] = { ...paths[API_BASE + route.path], [method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'MooPanel',
      version,
      description:
        'JSON in snake_case, times as ISO 8601 in UTC, sizes in bytes. Every list takes `limit`, `cursor`, `search` and `sort` and answers `{items, total, next}`. Errors are problem details (RFC 9457).',
    },
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'moopanel.session_token' },
      },
    },
    paths,
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { params, query, body } = route.request;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.role === 'public' ? undefined : `Role: ${route.role} or above.`,
    tags: [route.tag],
    ...(route.role === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(params ? { path: params as never } : {}),
      ...(query ? { query: query as never } : {}),
    },
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    ...(route.streams
      ? {
          requestBody: {
            required: true,
            content: { [route.streams]: { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    responses: {
      [`${route.status}` as '200']: {
        description: route.summary,
        ...(route.contentType
          ? { content: { [route.contentType]: { schema: route.response ?? { type: 'string' } } } }
          : {}),
      },
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  };
}
