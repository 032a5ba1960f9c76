package dev.loopline.metadata.spi;

import dev.loopline.kernel.search.SearchKind;
import dev.loopline.kernel.search.SearchPage;
import dev.loopline.kernel.search.SearchRequest;
import dev.loopline.kernel.search.table.TableSearch;

/**
 * Knows the things of one kind, and finds among them. Safe for many threads. What does not fit is
 * refused with {@link dev.loopline.kernel.search.QueryError}, before anything is looked at.
 */
public interface SearchSource {
  /** What can be asked; the same at each call. */
  SearchKind kind();

  /**
   * A page. Things that were there all the time stand on exactly one page, whatever comes or goes
   * meanwhile; one call looks at a bounded number of things.
   */
  SearchPage page(SearchRequest request);

  /** How many fit: exactly, or at least so many where a call looks at no more. */
  SearchPage.Count count(SearchRequest.Scope scope);

  /** The rows of a table. */
  static SearchSource of(TableSearch search) {
    return new OfTable(search);
  }

  /** Lets a table's own search answer. */
  record OfTable(TableSearch search) implements SearchSource {
    @Override
    public SearchKind kind() {
      return search.kind();
    }

    @Override
    public SearchPage page(SearchRequest request) {
      return search.page(request);
    }

    @Override
    public SearchPage.Count count(SearchRequest.Scope scope) {
      return search.count(scope);
    }
  }
}
