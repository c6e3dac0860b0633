import type { Caller } from '../api/caller';
import { GatewayError } from '../api/gateway-error';
import type { AuditTrail } from '../audit/audit-trail';
import { pageQuery, toConnection, type Connection, type Page } from '../api/pagination';
import type { PrismaClient } from '../database/generated/client';
import type { PassphraseLocation } from '../database/generated/enums';
import type { Passphrase } from './passphrase.type';

/** Which passphrase a user keeps where. Always the caller's own: a location is of use to nobody else. */
export class Passphrases {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly audit: AuditTrail,
  ) {}

  find(ownerId: string, id: string): Promise<Passphrase | null> {
    return this.prisma.passphrase.findFirst({ where: { id, ownerId } });
  }

  async list(caller: Caller, page: Page): Promise<Connection<Passphrase>> {
    const { where, ...query } = pageQuery(page);
    const rows = await this.prisma.passphrase.findMany({
      ...query,
      where: { ownerId: caller.id, ...where },
    });
    return toConnection(rows, page, (row) => row);
  }

  /**
   * Registers an id, or moves the caller's own to another location. An id of another user is
   * refused: an update by id alone would hand that user's backup over.
   */
  async register(caller: Caller, id: string, location: PassphraseLocation): Promise<Passphrase> {
    return this.prisma.$transaction(async (tx) => {
      await tx.user.createMany({ data: [{ id: caller.id }], skipDuplicates: true });
      await tx.passphrase.createMany({
        data: [{ id, ownerId: caller.id, location }],
        skipDuplicates: true,
      });
      const [own] = await tx.passphrase.updateManyAndReturn({
        where: { id, ownerId: caller.id },
        data: { location },
      });
      if (!own) throw alreadyRegistered();
      await this.audit.record(tx, { outcome: 'SUCCEEDED', resourceId: id });
      return own;
    });
  }
}

function alreadyRegistered(): GatewayError {
  return new GatewayError(
    'PASSPHRASE_ALREADY_REGISTERED',
    'input.passphraseId is taken; choose a new random UUID',
  );
}
