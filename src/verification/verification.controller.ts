import { Controller, Get } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { ApiTags } from '@nestjs/swagger';
import type { Repository } from 'typeorm';
import { Public } from '../keys/caller.js';
import { readBuildInfo } from '../common/build-info.js';
import { CONFORMANCE_FILE, loadConformance } from './conformance/results.js';
import { ConformanceView, conformanceView } from './conformance/view.js';
import { SigningKeyRow } from './signing-key.entity.js';

export class PublicKeyView {
  /** lower-case hex SHA-256 of the key's SPKI in DER: the `keyid` of certificates */
  key_id: string;
  /** Ed25519, SPKI in PEM: pin it, and `verify --key` checks certificates against it */
  public_key_pem: string;
  created_at: string;
}

export class PublicKeyList {
  data: PublicKeyView[];
}

@ApiTags('verification')
@Public()
@Controller('api/v1/verification')
export class VerificationController {
  /** Read once: neither changes under a running process. */
  private readonly conformance = conformanceView(loadConformance(CONFORMANCE_FILE), readBuildInfo().version);

  constructor(@InjectRepository(SigningKeyRow) private readonly keys: Repository<SigningKeyRow>) {}

  /** What the tests of this very build found out about each algorithm, or that they were not run. */
  @Get('algorithms')
  algorithms(): ConformanceView {
    return this.conformance;
  }

  /** The public keys that certificates are signed with, newest first. */
  @Get('keys')
  async list(): Promise<PublicKeyList> {
    const keys = await this.keys.find({ order: { createdAt: 'DESC' } });
    return {
      data: keys.map(({ keyId, publicPem, createdAt }) => ({
        key_id: keyId,
        public_key_pem: publicPem,
        created_at: createdAt.toISOString(),
      })),
    };
  }
}
