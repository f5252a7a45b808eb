import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsDateString,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  Length,
} from 'class-validator';
import { type ApiKey, type Scope, SCOPES } from './api-key.entity.js';

export class OpenAccountBody {
  /**
   * what the key is for
   * @example "My first key"
   */
  @IsString()
  @Length(1, 100)
  name: string;

  /**
   * where the operator can reach the owner
   * @example "ada@example.com"
   */
  @IsEmail()
  @Length(3, 254)
  email: string;
}

export class AddKeyBody {
  /**
   * what the key is for
   * @example "Prediction server"
   */
  @IsString()
  @Length(1, 100)
  name: string;

  /**
   * what it may do
   * @example ["predict"]
   */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes: Scope[];

  /**
   * when it stops working; never, if left out
   * @example "2030-01-01T00:00:00Z"
   */
  @IsOptional()
  @IsDateString()
  expires_at?: string;
}

export class KeyView {
  /** @example "key_c2VjcmV0LXJhbmRvbS0x" */
  id: string;
  /** @example "My first key" */
  name: string;
  /** @example "ada@example.com" */
  email: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;

  static of(key: ApiKey): KeyView {
    return {
      id: key.id,
      name: key.name,
      email: key.email,
      scopes: key.scopes,
      created_at: key.createdAt.toISOString(),
      expires_at: key.expiresAt?.toISOString() ?? null,
      last_used_at: key.lastUsedAt?.toISOString() ?? null,
      revoked_at: key.revokedAt?.toISOString() ?? null,
    };
  }
}

export class NewKeyView extends KeyView {
  /**
   * the whole key, shown this once: send it as X-API-Key
   * @example "key_c2VjcmV0LXJhbmRvbS0x.Zm9yLXlvdXItZXllcy1vbmx5"
   */
  api_key: string;

  static with(key: ApiKey, secret: string): NewKeyView {
    return { ...KeyView.of(key), api_key: secret };
  }
}

export class KeyPage {
  data: KeyView[];
  has_more: boolean;
}
