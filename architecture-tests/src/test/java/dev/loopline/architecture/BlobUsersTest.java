package dev.loopline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.garbage.BlobUser;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a component stores and does not own up to would be taken from it. */
class BlobUsersTest {
  private static final JavaClasses LOOPLINE = House.classes();

  @Test
  void whoeverStoresBlobsSaysWhichOfThemAreUsed() {
    Set<String> storing = new TreeSet<>();
    Set<String> owningUp = new TreeSet<>();
    for (JavaClass c : LOOPLINE) {
      if (c.isAssignableTo(BlobUser.class)) {
        owningUp.add(component(c));
      }
      boolean stores =
          c.getMethodCallsFromSelf().stream()
              .anyMatch(
                  call ->
                      call.getName().equals("put")
                          && (call.getTargetOwner().isAssignableTo(Artifacts.class)
                              || call.getTargetOwner().isAssignableTo(Naming.class)));
      if (stores) {
        storing.add(component(c));
      }
    }
    // The kernel stores for others; the drills have no components.
    storing.removeAll(Set.of("kernel", "e2e", "bench"));
    assertThat(storing).isNotEmpty();
    assertThat(owningUp).containsAll(storing);
  }

  private static String component(JavaClass c) {
    return c.getPackageName().split("\\.")[2];
  }
}
