package ringside.web.e2e;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Measures how long a step and a jump take in the browser, from the key or the call to the end of
 * layout, and prints it: {@code ./ringside latency}. A measurement, not a test: it passes however
 * slow the machine is.
 */
@EnabledIfSystemProperty(named = "latency", matches = "true")
class LatencyIT extends BrowserTest {
  private static final int MOVES = 200;

  private static final String MEASURE =
      """
      async (player, [moves, from, to]) => {
        const settled = () => new Promise(done => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => { player.getBoundingClientRect(); done(); };
          channel.port2.postMessage(0);
        });
        const at = async tick => {
          while (Number(player.dataset.tick) !== tick) await settled();
          await settled();
        };
        const measure = async move => {
          const times = [];
          for (let i = 0; i < moves + 20; i++) {
            const start = performance.now();
            await at(move(i));
            if (i >= 20) times.push(performance.now() - start);
            await new Promise(requestAnimationFrame);
          }
          times.sort((a, b) => a - b);
          return [times[moves >> 1], times[Math.floor(moves * 0.95)]];
        };
        const step = await measure(i => {
          const back = i % 2 === 1;
          player.dispatchEvent(new KeyboardEvent('keydown',
              {code: 'KeyS', key: 's', shiftKey: back, bubbles: true, composed: true}));
          return back ? from : from + 1;
        });
        const timeline = player.shadowRoot.querySelector('ringside-timeline');
        let seed = 1;
        const scrub = await measure(() => {
          seed = seed * 48271 % 2147483647;
          const tick = from + seed % (to - from);
          timeline.dispatchEvent(new CustomEvent('player-seek',
              {detail: {tick}, bubbles: true, composed: true}));
          return tick;
        });
        return {step, scrub};
      }
      """;

  @ParameterizedTest
  @CsvSource({"fast-system-calls, 36, 100", "four-servers, 100, 20000"})
  void measure(String scenario, int from, int to) {
    var page = open(visitor("en"), "/learn/machine/" + scenario + "#t=" + from);
    var player = player(page);
    isAt(player, from);
    @SuppressWarnings("unchecked")
    var result = (Map<String, List<Number>>) player.evaluate(MEASURE, List.of(MOVES, from, to));
    result.forEach((move, times) ->
        System.out.printf(
            "%s %s: median %.1f ms, 95th percentile %.1f ms%n",
            scenario, move, times.get(0).doubleValue(), times.get(1).doubleValue()));
  }
}
