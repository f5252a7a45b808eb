import { expect, it } from 'vitest';
import { connection } from '../../../src/database/connection.js';

it('leaves a URL alone where no authority is given', () => {
  const url = 'postgresql://u:p@host:25060/db?sslmode=require';
  expect(connection(url, null)).toEqual({ url });
});

it('trusts the given authority in place of whatever the URL says of TLS, and keeps the rest', () => {
  const { url, ssl } = connection('postgresql://u:p%40ss@host:25060/db?sslmode=require&application_name=x', 'PEM');
  expect(url).toBe('postgresql://u:p%40ss@host:25060/db?application_name=x');
  expect(ssl).toEqual({ ca: 'PEM' });
});
