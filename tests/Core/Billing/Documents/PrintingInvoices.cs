using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;
using OpsBot.Core.Billing;
using OpsBot.Core.Billing.Documents;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;
using UglyToad.PdfPig;
using ZXing.QrCode.Internal;

namespace OpsBot.Tests.Core.Billing.Documents;

public sealed class PrintingInvoices(Postgres postgres) : Invoicing(postgres)
{
    [Fact]
    public async Task All_that_the_law_wants_stands_on_it()
    {
        await Opened(country: "FR", vatId: "FR12345678901");
        await Opened(country: "FR");
        var reverse = Words(await Pdf("INV-202603-0001"));
        foreach (var wanted in (string[])
            ["Invoice", "INV-202603-0001", "Nimbus GmbH", "Hauptstr. 1", "Berlin", "DE123456789", "Buyer Ltd", "Rue 1", "FR12345678901",
             "2 Mar 2026", "15 Mar 2026", "1 Mar 2026 – 31 Mar 2026", "Plan buyer-1", "€60.00", "reverse charge",
             "Reverse charge: the customer owes the tax (Article 196 of Directive 2006/112/EC).", "Page 1 of 1"])
            Assert.Contains(wanted, reverse, StringComparison.Ordinal);
        var taxed = Words(await Pdf("INV-202603-0002"));
        Assert.Contains("FR VAT 20 % on €60.00 €12.00", taxed, StringComparison.Ordinal);
        Assert.Contains("Total €72.00", taxed, StringComparison.Ordinal);
        Assert.Contains("Please pay €72.00 by 15 Mar 2026, naming INV-202603-0002.", taxed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_the_same_file_for_ever_whatever_becomes_of_all_it_was_made_of()
    {
        await Opened();
        var first = await Pdf("INV-202603-0001");
        Clock.Advance(TimeSpan.FromDays(40));
        await Execute("update invoices set seller = '{\"name\": \"Other\"}', version = version + 1");
        await using var other = Restarted();
        var again = await other.Run(RequestOf(Olivia.Account, "/invoice pdf INV-202603-0001"));
        Assert.Equal(first, File(again).Content.ToArray());
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(first)), again.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Find<int>("select count(*) from files"));
    }

    [Theory]
    [InlineData("update files set content = '\\x00'")]
    [InlineData("update files set sha256 = repeat('0', 64)")]
    [InlineData("update files set kept_until = now()")]
    [InlineData("delete from files")]
    [InlineData("truncate files cascade")]
    public async Task What_was_handed_out_is_never_made_another(string statement)
    {
        await Opened();
        var first = await Pdf("INV-202603-0001");
        await Assert.ThrowsAsync<PostgresException>(() => Execute(statement));
        Assert.Equal(first, await Pdf("INV-202603-0001"));
    }

    [Fact]
    public async Task Asked_for_by_many_at_once_it_is_one_file()
    {
        await Opened();
        var files = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Pdf("INV-202603-0001")));
        Assert.Single(files.Select(Convert.ToHexString).Distinct());
        Assert.Equal(1, await Find<int>("select count(*) from files"));
    }

    [Fact]
    public async Task A_draft_has_none()
    {
        await Subscribed("2026-03-01");
        await Run();
        var refused = await Run(Olivia, $"/invoice pdf {await DraftOf("buyer-1")}");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains("has no number yet", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>("select count(*) from files"));
    }

    [Fact]
    public async Task Three_hundred_lines_stand_on_as_many_pages_as_they_need_each_once_and_in_order()
    {
        await Opened();
        await Execute(
            """
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, tax, place, treatment,
                   millionths)
            select i.id, n, 'Thing number ' || n
                   || case when n % 40 = 0 then ' with a name that is so long that it takes more than one row' else '' end,
                   1, 100, i.period_start, i.period_end, 'DE VAT 19 %', 'DE', 'domestic', 190000
            from   invoices i, generate_series(2, 300) n
            """);
        using var pdf = PdfDocument.Open(await Pdf("INV-202603-0001"));
        var pages = pdf.GetPages().Select(Words).ToList();
        Assert.True(pages.Count > 5, $"{pages.Count} pages");
        Assert.Equal(Enumerable.Range(2, 299).Select(n => $"{n}"),
            Regex.Matches(string.Join(' ', pages), @"Thing number (\d+)").Select(match => match.Groups[1].Value));
        for (var i = 0; i < pages.Count; i++)
        {
            Assert.Contains($"Page {i + 1} of {pages.Count}", pages[i], StringComparison.Ordinal);
            Assert.Contains("INV-202603-0001", pages[i], StringComparison.Ordinal);
            if (pages[i].Contains("Thing number", StringComparison.Ordinal))
                Assert.Contains("Net, EUR", pages[i], StringComparison.Ordinal);
        }
        Assert.Contains("Total €71.40", pages[^1], StringComparison.Ordinal);
        // Nothing is written over the edge, or over the foot.
        foreach (var letter in pdf.GetPages().SelectMany(page => page.Letters))
            Assert.InRange(letter.Location.X, 40, 555);
    }

    [Theory]
    [InlineData("JPY", 1234567, "¥1,234,567")]
    [InlineData("INR", 9900000, "₹99,000.00")]
    [InlineData("USD", 100000000000, "$1,000,000,000.00")]
    public async Task Each_currency_is_written_as_it_is(string currency, long minor, string written)
    {
        await Opened(minor: minor, currency: currency, country: "US");
        Assert.Contains($"Total {written}", Words(await Pdf("INV-202603-0001")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Müller, Łódź & Ñandú Αθήνα Київ")]
    [InlineData("A name that is much longer than any line of a page is wide and goes on and on and on until it ends at last here")]
    [InlineData("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftmitbeschränkterhaftungundkompanie")]
    public async Task Names_are_printed_whole(string name)
    {
        await Opened(name: name);
        using var pdf = PdfDocument.Open(await Pdf("INV-202603-0001"));
        // Who buys stands on the left, what is known of the invoice beside it.
        var left = string.Concat(pdf.GetPage(1).GetWords().Where(word => word.BoundingBox.Left < 290).Select(word => word.Text));
        Assert.Contains(name.Replace(" ", "", StringComparison.Ordinal), left, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("شركة النخيل")]
    [InlineData("חברת הדקל")]
    [InlineData("株式会社")]
    public async Task What_the_font_can_not_write_is_never_printed_as_boxes(string name)
    {
        await Opened(name: name);
        var refused = await Run(Olivia, "/invoice pdf INV-202603-0001");
        Assert.Equal(OutcomeKind.Refused, refused.Kind);
        Assert.Contains($"“{name[0]}”", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Find<int>("select count(*) from files"));
    }

    // "Nimbus\u202Edtl" would read as "Nimbusltd" and be another name.
    [Fact]
    public async Task No_sign_in_a_name_turns_what_is_read_around()
    {
        await Opened(name: "Acme\u202Edtl\u2066\u200F");
        Assert.Contains("Acmedtl", Words(await Pdf("INV-202603-0001")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bank_reads_from_the_code_whom_how_much_and_what_for()
    {
        var seller = new SellerOptions { Iban = "DE89370400440532013000", Bic = "COBADEFFXXX", Upi = "nimbus@bank" };
        var transfer = PaymentCode.Of(new(7140, Currency.Eur), "Nimbus GmbH", "INV-202603-0001", seller)!;
        Assert.Equal("BCD\n002\n1\nSCT\nCOBADEFFXXX\nNimbus GmbH\nDE89370400440532013000\nEUR71.40\n\n\nINV-202603-0001", transfer);
        Assert.Equal(transfer, Read(PaymentCode.Squares(transfer)));
        var upi = PaymentCode.Of(new(118000, Currency.Inr), "Nimbus & Söhne", "INV-202603-0002", seller)!;
        Assert.Equal("upi://pay?pa=nimbus%40bank&pn=Nimbus%20%26%20S%C3%B6hne&am=1180.00&cu=INR&tn=INV-202603-0002", upi);
        Assert.Equal(upi, Read(PaymentCode.Squares(upi)));
        Assert.Null(PaymentCode.Of(new(7140, Currency.Usd), "Nimbus", "INV-202603-0001", seller));
        Assert.Null(PaymentCode.Of(new(0, Currency.Eur), "Nimbus", "INV-202603-0001", seller));
        Assert.Null(PaymentCode.Of(new(7140, Currency.Eur), "Nimbus", "INV-202603-0001", new()));
    }

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("DE88370400440532013000", false)]
    [InlineData("DE89 3704 0044 0532 0130 00", false)]
    [InlineData("hello", false)]
    public void An_account_with_a_digit_wrong_is_told_at_the_start(string iban, bool isOne) =>
        Assert.Equal(isOne, !new SellerOptions { Iban = iban }.Problems.Any());

    async Task Opened(long minor = 6000, string currency = "EUR", string? country = null, string? vatId = null, string? name = null)
    {
        var slug = await Subscribed("2026-03-01", minor, currency, country: country ?? (name is null ? null : "DE"), vatId: vatId);
        if (name is not null)
            await Execute(
                "update billing_profiles set name = @name where organization_id = (select id from organizations where slug = @slug)",
                new { name, slug });
        await Run();
        var opened = await Ask(Adam, $"/invoice open {await DraftOf(slug)}");
        Assert.True(opened.Kind == OutcomeKind.Done, opened.Text);
    }

    async Task<byte[]> Pdf(string number) =>
        File(await Get<Runner>().Run(RequestOf(Olivia.Account, $"/invoice pdf {number}"), Cancel)).Content.ToArray();

    static Attachment File(Outcome outcome)
    {
        Assert.True(outcome.Kind == OutcomeKind.Answered, outcome.Text);
        var file = Assert.Single(outcome.Reply!.Parts.OfType<Attachment>());
        Assert.Equal(("INV-202603", ".pdf", "application/pdf"), (file.FileName[..10], file.FileName[^4..], file.MediaType));
        return file;
    }

    static string Words(byte[] file)
    {
        using var pdf = PdfDocument.Open(file);
        return string.Join(' ', pdf.GetPages().Select(Words));
    }

    static string Words(UglyToad.PdfPig.Content.Page page) => string.Join(' ', page.GetWords().Select(word => word.Text));

    // A border of four squares stands around what is read.
    static string Read(IReadOnlyList<bool[]> squares) =>
        new Decoder().decode([.. squares.Skip(4).SkipLast(4).Select(row => row[4..^4])], null).Text;
}
