using System.Net;
using MimeKit;
using OpsBot.Sandbox.Mails;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class ReadingCustomersMails(Browser browser)
{
    static readonly CancellationToken cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1200)]
    [InlineData(360)]
    public async Task One_picks_a_mail_and_reads_it_at_any_width(int width)
    {
        await using var workspace = await RunningWorkspace.Start();
        Put(workspace.Mails, "ann@acme.example", "Invoice INV-202603-0001", "Dear Ann");
        Put(workspace.Mails, "bob@acme.example", "Reminder", "Dear Bob");
        var page = await browser.Page(new() { ViewportSize = new() { Width = width, Height = 844 } });
        await page.GotoAsync($"{workspace.Url}/mails");
        Assert.Equal(["Reminder", "Invoice INV-202603-0001"], await page.Locator("[data-testid=mail] strong").AllInnerTextsAsync());
        await page.Locator("[data-testid=mail]").Nth(1).ClickAsync();
        Assert.Equal("Dear Ann", await page.Locator("[data-testid=mail-text]").InnerTextAsync());
        Assert.Equal(width > 760, await page.Locator("[data-testid=mail-list]").IsVisibleAsync());
        Assert.Equal("report.pdf", (await page.Locator("[data-testid=mail-file]").InnerTextAsync()).Trim());
        // Nothing is to be pushed aside to be read.
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task What_a_mail_says_is_only_ever_text()
    {
        await using var workspace = await RunningWorkspace.Start();
        const string Evil = "<script>document.title='taken'</script>";
        Put(workspace.Mails, "ann@acme.example", Evil, Evil);
        var page = await browser.Desktop();
        await page.GotoAsync($"{workspace.Url}/mails/1");
        Assert.Equal("Customers' mails", await page.TitleAsync());
        Assert.Equal(Evil, await page.Locator("[data-testid=mail-text]").InnerTextAsync());
    }

    [Fact]
    public async Task A_file_can_not_run_as_a_page_and_what_is_not_there_is_not_found()
    {
        await using var workspace = await RunningWorkspace.Start();
        Put(workspace.Mails, "ann@acme.example", "Subject", "Text");
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(workspace.Url) };
        using var file = await http.GetAsync("/mails/1/0", cancel);
        Assert.Equal([1, 2, 3], await file.Content.ReadAsByteArrayAsync(cancel));
        Assert.Equal("sandbox", file.Headers.GetValues("Content-Security-Policy").Single());
        foreach (var path in (string[])["/mails/2", "/mails/1/1", "/mails/1/-1", "/mails/x"])
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, cancel)).StatusCode);
    }

    static void Put(Mailbox box, string to, string subject, string text)
    {
        var body = new BodyBuilder { TextBody = text };
        body.Attachments.Add("report.pdf", [1, 2, 3], ContentType.Parse("application/pdf"));
        var message = new MimeMessage { Subject = subject, Body = body.ToMessageBody() };
        message.To.Add(new MailboxAddress(null, to));
        box.Put(to, message);
    }
}
