import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';

/** `?limit=&after=`: newest first, `after` is the id of the last row of the page before. */
export class PageQuery {
  /** how many, 1..100 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;

  /** id after which the page starts */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  after?: string;
}

export interface Page<T> {
  readonly data: T[];
  readonly has_more: boolean;
}

/** One page of `query`, whose alias is `row` and whose table has `seq` (ascending in time) and `id`. */
export async function paginate<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  page: PageQuery,
): Promise<Page<T>> {
  if (page.after !== undefined) {
    const table = query.expressionMap.mainAlias!.metadata.tablePath;
    query.andWhere(`row.seq < coalesce((select seq from ${table} where id = :after), 0)`, { after: page.after });
  }
  const rows = await query
    .orderBy('row.seq', 'DESC')
    .limit(page.limit + 1)
    .getMany();
  return { data: rows.slice(0, page.limit), has_more: rows.length > page.limit };
}
