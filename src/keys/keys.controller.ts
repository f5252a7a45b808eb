import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Idempotency } from '../common/idempotency/idempotency.decorator.js';
import { PageQuery } from '../common/pagination.dto.js';
import { type Caller, CurrentCaller, Needs, Public } from './caller.js';
import { AddKeyBody, KeyPage, KeyView, NewKeyView, OpenAccountBody } from './keys.dto.js';
import { KeysService } from './keys.service.js';
import { Limit } from './limits/limit.decorator.js';

@ApiTags('keys')
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  /** Opens an account with its first key. Five an hour for each address. */
  @Post('create')
  @Public()
  @Limit('key-creation')
  @Idempotency('off')
  async open(@Body() body: OpenAccountBody): Promise<NewKeyView> {
    const { key, secret } = await this.keys.openAccount(body.name, body.email);
    return NewKeyView.with(key, secret);
  }

  /** Another key of the account, with fewer rights or an end. */
  @Post()
  @Needs('admin')
  @Idempotency('sealed')
  async add(@CurrentCaller() caller: Caller, @Body() body: AddKeyBody): Promise<NewKeyView> {
    const expiresAt = body.expires_at === undefined ? null : new Date(body.expires_at);
    return this.keys.addKey(caller, body.name, body.scopes, expiresAt);
  }

  /** The account's keys, newest first. */
  @Get()
  @Needs('admin')
  async list(@CurrentCaller() caller: Caller, @Query() page: PageQuery): Promise<KeyPage> {
    const { data, has_more } = await this.keys.list(caller, page);
    return { data: data.map((key) => KeyView.of(key)), has_more };
  }

  /** A new secret for this key; the old one works for another 24 hours. */
  @Post('rotate')
  @Idempotency('off')
  async rotate(@CurrentCaller() caller: Caller): Promise<NewKeyView> {
    const { key, secret } = await this.keys.rotate(caller);
    return NewKeyView.with(key, secret);
  }

  /** Revokes the key that this call was made with. */
  @Delete('me')
  @HttpCode(204)
  async revokeMe(@CurrentCaller() caller: Caller): Promise<void> {
    await this.keys.revoke(caller, caller.keyId);
  }

  /** Revokes another key of the account. */
  @Delete(':id')
  @Needs('admin')
  @HttpCode(204)
  async revoke(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    await this.keys.revoke(caller, id);
  }
}
