import { FIRST_RESERVED_DOMAIN, numberOf } from '../model/probes';
import type { RunEvent } from '../recording';
import type { Parameters, Words } from './words';

/** Both ends of an event channel: `dom1:3`, or the name of an interrupt that Xen itself sends. */
export function channelWords(event: RunEvent | undefined, words: Words): Parameters {
  const from = numberOf(event, 'from');
  const end = (domain: number | undefined, port: number | undefined): string =>
    words.text('stage.domain-port', { domain: domain ?? '', port: port ?? '' });
  return {
    from:
      from !== undefined && from < FIRST_RESERVED_DOMAIN
        ? end(from, numberOf(event, 'port'))
        : String(event?.fields['name'] ?? ''),
    to: end(numberOf(event, 'to'), numberOf(event, 'target') ?? numberOf(event, 'port')),
  };
}
