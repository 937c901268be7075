package ringside.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.UrlSanitizer;

/**
 * CommonMark with tables, to HTML that is safe to show whoever wrote it: raw HTML is escaped, links
 * are https, mailto or of this site, images are of this site.
 */
public final class SafeMarkdown {
  private static final Set<String> SCHEMES = Set.of("https", "mailto");

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .maxOpenBlockParsers(32)
          .build();

  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .percentEncodeUrls(true)
          .urlSanitizer(new SiteUrls())
          .build();

  private final String file;

  private SafeMarkdown(String file) {
    this.file = file;
  }

  /** The top-level blocks of a text; what authors should not write becomes diagnostics. */
  public static List<Node> blocks(String file, String text, Diagnostics diagnostics) {
    Node document = PARSER.parse(text);
    document.accept(new SafeMarkdown(file).new Linter(diagnostics));
    List<Node> blocks = new ArrayList<>();
    for (Node n = document.getFirstChild(); n != null; n = n.getNext()) {
      blocks.add(n);
    }
    return blocks;
  }

  /** HTML of blocks. */
  public static String html(List<Node> blocks) {
    StringBuilder html = new StringBuilder();
    blocks.forEach(block -> RENDERER.render(block, html));
    return html.toString().strip();
  }

  /** HTML of blocks; a single paragraph loses its {@code <p>}. */
  public static String inline(List<Node> blocks) {
    if (blocks.size() != 1 || !(blocks.getFirst() instanceof Paragraph paragraph)) {
      return html(blocks);
    }
    StringBuilder html = new StringBuilder();
    for (Node n = paragraph.getFirstChild(); n != null; n = n.getNext()) {
      RENDERER.render(n, html);
    }
    return html.toString().strip();
  }

  /** The words of a block without any markup. */
  public static String plain(Node block) {
    StringBuilder words = new StringBuilder();
    block.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(org.commonmark.node.SoftLineBreak line) {
            words.append(' ');
          }
        });
    return words.toString().strip();
  }

  /** Where a block begins. */
  public static SourceLocation location(String file, Node block) {
    List<SourceSpan> spans = block.getSourceSpans();
    return spans.isEmpty()
        ? SourceLocation.of(file)
        : new SourceLocation(
            file, spans.getFirst().getLineIndex() + 1, spans.getFirst().getColumnIndex() + 1);
  }

  private static boolean isSafe(String url, boolean image) {
    String scheme = url.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*") ? url.split(":", 2)[0] : "";
    if (url.startsWith("//") || url.startsWith("\\")) {
      return false;
    }
    return scheme.isEmpty() || (!image && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)));
  }

  /** Leaves only what {@link #isSafe} allows. */
  private static final class SiteUrls implements UrlSanitizer {
    @Override
    public String sanitizeLinkUrl(String url) {
      return isSafe(url.strip(), false) ? url.strip() : "";
    }

    @Override
    public String sanitizeImageUrl(String url) {
      return isSafe(url.strip(), true) ? url.strip() : "";
    }
  }

  private final class Linter extends AbstractVisitor {
    private final Diagnostics diagnostics;

    Linter(Diagnostics diagnostics) {
      this.diagnostics = diagnostics;
    }

    @Override
    public void visit(HtmlBlock html) {
      diagnostics.add(DiagnosticCode.TEXT_HTML, location(file, html), "html", html.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
      diagnostics.add(DiagnosticCode.TEXT_HTML, inBlock(html), "html", html.getLiteral());
    }

    @Override
    public void visit(Link link) {
      if (!isSafe(link.getDestination(), false)) {
        diagnostics.add(DiagnosticCode.REMOTE_ASSET, inBlock(link), "url", link.getDestination());
      }
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      if (!isSafe(image.getDestination(), true)) {
        diagnostics.add(DiagnosticCode.REMOTE_ASSET, inBlock(image), "url", image.getDestination());
      }
      if (plain(image).isEmpty()) {
        diagnostics.add(
            DiagnosticCode.IMAGE_WITHOUT_ALT, inBlock(image), "url", image.getDestination());
      }
    }

    private SourceLocation inBlock(Node inline) {
      Node block = inline;
      while (block.getSourceSpans().isEmpty() && block.getParent() != null) {
        block = block.getParent();
      }
      return location(file, block);
    }
  }
}
