using Microsoft.Playwright;
using OpsBot.Sandbox.Running;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Stories;

/// <summary>The whole sandbox as a newcomer starts it, on a database and ports of its own.</summary>
public sealed class Stage(Postgres postgres, Browser browser) : IAsyncLifetime
{
    Database database = null!;
    bool ended;

    public SandboxHost Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.NewDatabase();
        var anyPort = new Uri("http://127.0.0.1:0");
        Sandbox = await SandboxHost.Start(new()
        {
            Address = anyPort, BotAddress = anyPort, ConnectionString = database.ConnectionString,
            Folder = Repository.At(".opsbot", "stories", Guid.CreateVersion7().ToString("n")),
        }, CancellationToken.None);
        Sandbox.Docker.FailingStartsInHundred = 0;
        // A busy machine is slower than Slack and Discord are patient.
        Sandbox.Slack.Courier.Patience = Sandbox.Discord.Interactions.Patience = TimeSpan.FromSeconds(30);
    }

    public Task<IPage> Window(bool phone) => browser.Page(phone
        ? new() { ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, IsMobile = true, HasTouch = true }
        : new() { ViewportSize = new() { Width = 1280, Height = 860 } });

    /// <summary>Sits down as that person in that channel.</summary>
    public async Task Sit(IPage page, string who, string where)
    {
        await page.GotoAsync(new Uri(Sandbox.Address, $"{where}?as={who}").ToString());
        await page.Locator("html[data-ready]").WaitForAsync();
    }

    public static async Task Type(IPage page, string line)
    {
        await page.GetByTestId("composer").FillAsync(line);
        // The list of completions closes first, so that Enter sends.
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("send").ClickAsync();
    }

    /// <summary>Types what needs a form. A busy machine may take longer than a form can wait: then there is a button for it.</summary>
    public static async Task<ILocator> OpensForm(IPage page, string line)
    {
        var (modal, offer) = (page.GetByTestId("modal"), page.GetByRole(AriaRole.Button, new() { Name = "Open the form" }));
        var offers = await offer.CountAsync();
        await Type(page, line);
        while (true)
        {
            await Eventually.True(async () => await modal.IsVisibleAsync() || await offer.CountAsync() > offers,
                what: $"a form for {line}, or a way to it");
            if (await modal.IsVisibleAsync()) return modal;
            offers = await offer.CountAsync();
            await offer.Last.ClickAsync();
        }
    }

    /// <summary>Keeps a picture where OPSBOT_SCREENSHOTS names a folder, and sees that nothing sticks out.</summary>
    public static async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OPSBOT_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"story-{name}.png"), Animations = ScreenshotAnimations.Disabled });
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
    }

    /// <summary>As at Ctrl-C.</summary>
    public async Task End()
    {
        ended = true;
        await Sandbox.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!ended) await End();
        await database.DisposeAsync();
    }
}
