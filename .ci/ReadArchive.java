import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Prints SHA-256 and name of each file of a zip, read by its directory and again from front to back. */
public final class ReadArchive {
    public static void main(String[] arguments) throws Exception {
        StringBuilder byDirectory = new StringBuilder();
        try (ZipFile zip = new ZipFile(arguments[0], StandardCharsets.UTF_8)) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                try (InputStream data = zip.getInputStream(entry)) {
                    byDirectory.append(line(entry, data));
                }
            }
        }
        StringBuilder inOrder = new StringBuilder();
        try (ZipInputStream zip =
                new ZipInputStream(new BufferedInputStream(new FileInputStream(arguments[0])), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                inOrder.append(line(entry, zip));
            }
        }
        if (!byDirectory.toString().contentEquals(inOrder)) {
            System.err.println("the directory and the stream of " + arguments[0] + " differ:\n" + byDirectory + inOrder);
            System.exit(1);
        }
        System.out.print(byDirectory);
    }

    private static String line(ZipEntry entry, InputStream data) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[1 << 16];
        for (int length = data.read(piece); length >= 0; length = data.read(piece)) {
            digest.update(piece, 0, length);
        }
        return HexFormat.of().formatHex(digest.digest()) + "  " + entry.getName() + "\n";
    }
}
