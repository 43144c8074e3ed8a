/*
 * Checks many EPUB files with EPUBCheck in one JVM, whose start costs more than a small book.
 *
 *   java -cp epubcheck.jar EpubCheckBatch.java FOLDER < LIST
 *
 * Run from source (JEP 330), which takes a JDK of version 11 or newer. LIST has the paths of the
 * books, each ended by a NUL. The report on the first book is FOLDER/0.json, that on the second
 * FOLDER/1.json, and so on: the JSON of EPUBCheck's own command line, usage notes included, or a
 * text that says how the checker broke in N.crash. Each appears when it is whole.
 */

import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.reporting.CheckingReport;
import com.adobe.epubcheck.util.ReportingLevel;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

public final class EpubCheckBatch {

    private EpubCheckBatch() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String list = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        int number = 0;
        for (String name : list.split("\0")) {
            Path whole = folder.resolve(number + ".json");
            try {
                Path part = folder.resolve(number + ".part");
                check(new File(name), part);
                Files.move(part, whole);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError error) {
                // A book that breaks the checker must not hide the verdict on the others.
                Files.writeString(folder.resolve(number + ".crash"), error.toString());
            }
            number++;
        }
    }

    private static void check(File book, Path file) throws IOException {
        try (PrintWriter writer = new PrintWriter(file.toFile(), StandardCharsets.UTF_8)) {
            CheckingReport report = new CheckingReport(writer, book.getPath());
            report.setLocale(Locale.ENGLISH);
            // Without this EPUBCheck drops usage notes before a report sees them.
            report.setReportingLevel(ReportingLevel.Usage);
            report.initialize();
            new EpubCheck(book, report).doValidate();
            report.generate();
        }
    }
}
