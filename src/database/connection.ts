export interface Connection {
  readonly url: string;
  readonly ssl?: { readonly ca: string };
}

/** A managed PostgreSQL proves itself by an authority of its provider's own (PEM), which a URL cannot carry. */
export function connection(url: string, authority: string | null): Connection {
  if (authority === null) return { url };
  const plain = new URL(url);
  // pg lets sslmode in the URL override `ssl` as a whole, authority included.
  plain.searchParams.delete('sslmode');
  return { url: plain.href, ssl: { ca: authority } };
}
