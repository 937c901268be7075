package ringside.lab.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.lab.cost.CostModel.Cost;
import ringside.lab.cost.CostModel.Profile;
import ringside.lab.cost.CostModel.Tag;
import ringside.lab.scenario.EventWords;

/** The numbers are those of the course's domain reference, which has them from publications. */
class CostModelTest {
  private static final CostModel MODEL = CostModel.read();

  // spotless:off
  @ParameterizedTest
  @CsvSource({
      "p4-prescott-2005, syscall_sysret_rt,      242,  R, AA06",
      "p4-prescott-2005, pagefault_iret_rt,      1093, V, AA06",
      "p4-prescott-2005, port_access,            3209, V, AA06",
      "p4-prescott-2005, vmexit_rt,              3963, R, AGE12",
      "core2-merom-2006, vmexit_rt,              1579, R, AGE12",
      "core2-merom-2006, vmread,                 52,   R, AA06",
      "nehalem-2009,     vmexit_rt,              1009, R, AGE12",
      "nehalem-2009,     vmexit_rt_kvm,          2000, V, SPLITX",
      "sandybridge-2011, vmexit_rt,              784,  R, AGE12",
      "sandybridge-2011, io_out_xen,             11262, R, DALL16",
      "haswell-2014,     hypercall_kvm,          1188, R, NEVE17",
      "skylake-2017,     syscall_sysret_rt,      181,  R, SKYB19",
      "skylake-2017,     vmexit_rt_cpuid,        1291, V, KVM-TR",
      "skylake-2017,     pio_to_user,            6209, V, KVM-TR",
      "zen-2020,         vmexit_rt,              1360, V, AMD20",
  })
  // spotless:on
  void publishedValues(String profile, String key, double value, Tag tag, String source) {
    Cost cost = profile(profile).values().get(key);
    assertThat(cost.value()).isEqualTo(value);
    assertThat(cost.tag()).isEqualTo(tag);
    assertThat(cost.source()).isEqualTo(source);
  }

  /** Domain reference, "Worked example": 52 accesses to user space, 2 CPUID, 6 EOIs and 6 IRQs. */
  @Test
  void workedExampleOfDevicesInUserSpace() {
    Profile skylake = profile("skylake-2017");
    double user = MODEL.cost(skylake, "pio_to_user").value();
    double cpuid = MODEL.cost(skylake, "vmexit_rt_cpuid").value();
    double kernel = MODEL.cost(skylake, "pio_to_kernel_out").value();
    assertThat(52 * user + 2 * cpuid + (6 + 6) * kernel).isEqualTo(342_142);
    assertThat(5 * kernel + 2 * cpuid + 6 * kernel).isEqualTo(17_883);
  }

  @Test
  void anAdditionCostsTheSameEverywhere() {
    for (Profile profile : MODEL.profiles()) {
      assertThat(10_000 * MODEL.cost(profile, "cpi").value()).isEqualTo(10_000);
      assertThat(MODEL.charge(profile, "WALK", Map.of())).isEmpty();
    }
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource({
      "skylake-2017,     VMEXIT, name,   CPUID,   1291, V",
      "skylake-2017,     VMEXIT, name,   VMCALL,  1181, V",
      "skylake-2017,     VMEXIT, name,   IO,      1291, V",
      "sandybridge-2011, VMEXIT, name,   CPUID,   784,  R",
      "haswell-2014,     VMEXIT, name,   CPUID,   1000, E",
      "p4-prescott-2005, EXC,    vector, 14,      1093, V",
      "p4-prescott-2005, EXC,    vector, 0,       889,  V",
      "zen-2020,         RING,   via,    SYSCALL, 190,  D",
  })
  // spotless:on
  void theFirstRuleThatFitsCounts(
      String profile, String event, String field, String text, double value, Tag tag) {
    Cost cost = MODEL.charge(profile(profile), event, Map.of(field, text)).orElseThrow();
    assertThat(cost.value()).isEqualTo(value);
    assertThat(cost.tag()).isEqualTo(tag);
  }

  @Test
  void theWayBackIsPartOfTheRoundTrip() {
    Profile skylake = profile("skylake-2017");
    assertThat(MODEL.charge(skylake, "SYSRET", Map.of())).isEmpty();
    assertThat(MODEL.charge(skylake, "VMENTRY", Map.of())).isEmpty();
    assertThat(MODEL.charge(skylake, "IRET", Map.of())).isEmpty();
  }

  @Test
  void chargesNameEventsAndFieldsThatExist() {
    assertThat(MODEL.charges())
        .allSatisfy(charge -> {
          List<String> fields = EventWords.FIELDS.get(charge.event());
          assertThat(fields).isNotNull();
          assertThat(fields)
              .containsAll(charge.when() == null ? List.of() : charge.when().keySet());
        });
  }

  @Test
  void aValueWithoutSourceIsRefused() {
    Cost unsourced = new Cost(5, Tag.V, null, null);
    assertThatThrownBy(() -> new CostModel(Map.of(), List.of(), Map.of("x", unsourced), List.of()))
        .hasMessageContaining("x");
  }

  private static Profile profile(String id) {
    return MODEL.profile(id).orElseThrow();
  }
}
