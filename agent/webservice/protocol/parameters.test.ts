import { expect, test } from '@jest/globals';
import type { ApiError } from '../../http/errors.js';
import { bool, float, int, multiple, optional, raw, single, text, withDefault } from '../spec.js';
import { checkParameters } from './check-parameters.js';
import { cleanFileName, cleanPath } from './clean-value.js';
import { putEncoded, type PhpArray, type PhpValue } from './php-array.js';

function parse(query: string): PhpArray {
  const parameters: PhpArray = new Map();
  putEncoded(parameters, query, { count: 0 });
  return parameters;
}

const plain = (value: PhpValue): unknown =>
  value instanceof Map ? [...value].map(([key, inner]) => [key, plain(inner)]) : value;

// What PHP 8.2 makes of them.
test.each([
  ['a=1&a=2', [['a', '2']]],
  [
    'a[]=1&a[]=2&a[7]=3&a[]=4',
    [
      [
        'a',
        [
          ['0', '1'],
          ['1', '2'],
          ['7', '3'],
          ['8', '4'],
        ],
      ],
    ],
  ],
  [
    'o[1][name]=x&o[0][name]=y',
    [
      [
        'o',
        [
          ['1', [['name', 'x']]],
          ['0', [['name', 'y']]],
        ],
      ],
    ],
  ],
  ['a=1&a[b]=2', [['a', [['b', '2']]]]],
  ['a[b]=1&a=2', [['a', '2']]],
  [
    'a.b=1&c d=2&e[f=3',
    [
      ['a_b', '1'],
      ['c_d', '2'],
      ['e_f', '3'],
    ],
  ],
  [
    'a%5Bb%5D=%C3%A9+%2B&%zz=1&=2&b',
    [
      ['a', [['b', 'é +']]],
      ['%zz', '1'],
      ['b', ''],
    ],
  ],
  ['a[b]c=1', [['a', [['b', '1']]]]],
])('%s', (query, expected) => {
  expect(plain(parse(query))).toEqual(expected);
});

test.each([
  '__proto__[a]=1',
  'a[__proto__]=1',
  'a[constructor][prototype]=1',
  'prototype=1',
  'a[%5F_proto__]=1',
])('%s poisons nothing', (query) => {
  expect(() => parse(query)).toThrow(expect.objectContaining({ status: 400 }) as unknown as ApiError);
  expect(Object.prototype).not.toHaveProperty('a');
});

test('too many and too deep ones are refused', () => {
  const refused = expect.objectContaining({ status: 413 }) as unknown as ApiError;
  expect(() => parse(`a${'[b]'.repeat(40)}=1`)).toThrow(refused);
  expect(() => parse('a=1&'.repeat(5001))).toThrow(refused);
});

const spec = single({
  id: int(''),
  rate: optional(float('')),
  on: withDefault(bool(''), false),
  name: withDefault(text('text', ''), 'none'),
  options: withDefault(multiple(single({ name: raw(''), value: raw('') })), []),
});

test('parameters get their types and defaults', () => {
  const all = 'id=-5&rate=.5e1&on=1&name=a+%3C+b&options[3][name]=x&options[3][value]=';
  expect(checkParameters(spec, parse(all))).toEqual({
    id: -5,
    rate: 5,
    on: true,
    name: 'a < b',
    options: [{ name: 'x', value: '' }],
  });
  expect(checkParameters(spec, parse('id=0'))).toEqual({ id: 0, on: false, name: 'none', options: [] });
});

// The debuginfo that Moodle 4.5 gives.
test.each([
  ['', 'Missing required key in single structure: id'],
  ['id=1&x=2&y=3', 'Unexpected keys (x, y) detected in parameter array.'],
  [
    'id=abc',
    'id => Invalid parameter value detected: Invalid external api parameter: the value is "abc", the server was expecting "int" type',
  ],
  ['id[]=1', 'id => Invalid parameter value detected: Scalar type expected, array or object received.'],
  [
    'id=1&options=x',
    "options => Invalid parameter value detected: Only arrays accepted. The bad value is: 'x'",
  ],
  [
    'id=1&options[0][name]=x',
    'options => Invalid parameter value detected: Missing required key in single structure: value',
  ],
])('%s is refused in Moodle’s words', (query, debuginfo) => {
  expect(() => checkParameters(spec, parse(query))).toThrow(
    expect.objectContaining({ errorcode: 'invalidparameter', debuginfo }) as unknown as Error,
  );
});

test.each([
  'id=',
  'id=01',
  'id=+1',
  'id=1.0',
  'id=99999999999999999999',
  'id=1&on=true',
  'id=1&rate=x',
  'id=1&name=<b>',
])('%s is not of its type', (query) => {
  expect(() => checkParameters(spec, parse(query))).toThrow('Invalid parameter value detected');
});

test('names of files and folders are cleaned as Moodle cleans them', () => {
  expect(cleanFileName('../x&y:z\u0007.txt')).toBe('..xyz.txt');
  expect(cleanFileName('..')).toBe('');
  expect(cleanPath('/a//../b\\c/./d/')).toBe('/a/b/c/d/');
});
