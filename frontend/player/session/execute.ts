import type { CommandId } from '../commands';
import { out, over, toStop, type EventClass } from '../model/search';
import type { Session } from './session';

/** Moves by command. Everything that only concerns the window (dialogs, focus, language) is the player's. True where it was a move. */
export async function execute(session: Session, command: CommandId): Promise<boolean> {
  const { tick, ticks } = session;
  switch (command) {
    case 'step':
      session.halt();
      if (tick < ticks) await session.travel(tick + 1);
      return true;
    case 'back':
      session.halt();
      await session.seek(tick - 1);
      return true;
    case 'over':
    case 'over-back': {
      const direction = command === 'over' ? 1 : -1;
      await session.search(
        (run, signal) => over(run, tick, direction, signal),
        { key: 'notice.ran-on' },
        direction > 0 ? ticks : 0,
      );
      return true;
    }
    case 'out':
    case 'out-back': {
      const direction = command === 'out' ? 1 : -1;
      await session.search((run, signal) => out(run, tick, direction, signal), { key: 'notice.nothing-to-leave' });
      return true;
    }
    case 'continue':
    case 'continue-back': {
      const direction = command === 'continue' ? 1 : -1;
      const { breakpoints, watches } = session;
      await session.search(
        (run, signal) => toStop(run, tick, direction, { breakpoints, watches }, signal),
        { key: direction > 0 ? 'notice.reached-end' : 'notice.reached-start' },
        direction > 0 ? ticks : 0,
      );
      return true;
    }
    case 'phase-next':
      await session.shiftPhase(1);
      return true;
    case 'phase-back':
      await session.shiftPhase(-1);
      return true;
    case 'mode-next':
    case 'interrupt-next':
    case 'vmexit-next':
    case 'hypercall-next':
      await toEvent(session, command.slice(0, -5) as EventClass, 1);
      return true;
    case 'mode-previous':
    case 'interrupt-previous':
    case 'vmexit-previous':
    case 'hypercall-previous':
      await toEvent(session, command.slice(0, -9) as EventClass, -1);
      return true;
    case 'lesson-next': {
      const next = session.track?.nextStep(tick);
      session.halt();
      if (next === undefined) session.say({ key: 'notice.last-step' });
      else await session.travel(next);
      return true;
    }
    case 'lesson-previous': {
      const previous = session.track?.previousStep(tick);
      session.halt();
      if (previous !== undefined) await session.seek(previous);
      return true;
    }
    case 'play':
      session.togglePlay();
      return true;
    case 'stop':
      session.halt();
      session.say(undefined);
      return true;
    case 'bookmark':
      session.toggleBookmark();
      return true;
    case 'to-start':
      session.halt();
      await session.seek(0);
      return true;
    case 'to-end':
      session.halt();
      await session.travel(ticks);
      return true;
    case 'return-to-original':
      await session.returnToOriginal();
      return true;
    default:
      return false;
  }
}

async function toEvent(session: Session, name: EventClass, direction: 1 | -1): Promise<void> {
  const { index, tick } = session;
  const found = direction > 0 ? index?.next(name, tick) : index?.previous(name, tick);
  session.halt();
  if (found === undefined) session.say({ key: direction > 0 ? 'notice.none-left' : 'notice.none-before' });
  else if (direction > 0) await session.travel(found);
  else await session.seek(found);
}
