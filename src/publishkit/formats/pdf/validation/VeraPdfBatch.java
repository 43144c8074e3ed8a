/*
 * Checks PDF files with veraPDF in one JVM, whose start costs more than a small file.
 *
 *   java -cp JARS VeraPdfBatch.java < LIST
 *
 * Run from source (JEP 330), which takes a JDK of version 11 or newer. LIST has, each ended by a
 * NUL, a flavour (ua1, ua2, 1a ... 4f), a path, and so on in turn. What is found comes out as
 * lines of fields between tabs: the number of the pair, then "ok"; or "rule", the clause and test
 * number, how often, the page from 1 (0: none), the message; or "error" and a message.
 */

import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public final class VeraPdfBatch {

    private static final Pattern PAGE = Pattern.compile("pages\\[(\\d+)\\]");
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private VeraPdfBatch() {}

    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        String list = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        String[] parts = list.split("\0");
        for (int i = 0; i + 1 < parts.length; i += 2) {
            try {
                check(i / 2, PDFAFlavour.fromString(parts[i]), parts[i + 1]);
            } catch (Exception | StackOverflowError | OutOfMemoryError error) {
                // A file that breaks the checker must not hide the verdict on the others.
                say(i / 2, "error", String.valueOf(error.getMessage()));
            }
        }
    }

    private static void check(int number, PDFAFlavour flavour, String file) throws Exception {
        try (FileInputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance()
                                .createValidator(flavour, 1000, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            Map<String, Integer> counts = new LinkedHashMap<>();
            Map<String, TestAssertion> first = new LinkedHashMap<>();
            for (TestAssertion one : result.getTestAssertions()) {
                String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                counts.merge(rule, 1, Integer::sum);
                first.putIfAbsent(rule, one);
            }
            for (Map.Entry<String, Integer> entry : counts.entrySet()) {
                TestAssertion one = first.get(entry.getKey());
                Matcher match = PAGE.matcher(String.valueOf(one.getLocation().getContext()));
                int page = match.find() ? Integer.parseInt(match.group(1)) + 1 : 0;
                say(number, "rule", entry.getKey(), String.valueOf(entry.getValue()),
                        String.valueOf(page), String.valueOf(one.getMessage()));
            }
            say(number, "ok");
        }
    }

    private static void say(int number, String... fields) {
        StringBuilder line = new StringBuilder(String.valueOf(number));
        for (String field : fields) {
            line.append('\t').append(field.replaceAll("\\s+", " "));
        }
        OUT.println(line);
    }
}
