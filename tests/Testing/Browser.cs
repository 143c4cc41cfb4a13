using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using OpsBot.Tests.Testing;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Browser))]
[assembly: ClosesItsWindows]

namespace OpsBot.Tests.Testing;

/// <summary>One headless Chromium for the whole run, started when the first test asks for a page.</summary>
public sealed class Browser : IAsyncLifetime
{
    static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> windows = new();
    static readonly ConcurrentQueue<IBrowserContext> leftOpen = new();

    readonly Lazy<Task<(IPlaywright Driver, IBrowser Chromium)>> running = new(Start);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new person's browser window on a desk: no cookies, nothing cached.</summary>
    public Task<IPage> Desktop() => Page(new() { ViewportSize = new() { Width = 1280, Height = 800 } });

    public Task<IPage> Phone() => Page(new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        DeviceScaleFactor = 2,
        IsMobile = true,
        HasTouch = true,
    });

    public async Task<IPage> Page(BrowserNewContextOptions options)
    {
        while (leftOpen.TryDequeue(out var window)) await window.CloseAsync();
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await (await running.Value).Chromium.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        if (TestContext.Current.Test is { } test) windows.GetOrAdd(test.UniqueID, _ => []).Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>That test is over: its windows are closed before another is opened.</summary>
    internal static void IsOver(string test)
    {
        if (!windows.TryRemove(test, out var opened)) return;
        foreach (var window in opened) leftOpen.Enqueue(window);
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated) return;
        var (driver, chromium) = await running.Value;
        await chromium.DisposeAsync();
        driver.Dispose();
    }

    static async Task<(IPlaywright, IBrowser)> Start()
    {
        var driver = await Playwright.CreateAsync();
        // A busy machine is slow; a passing test never waits this long.
        Assertions.SetDefaultExpectTimeout(30_000);
        var chromium = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable(),
            // Root needs --no-sandbox. The rest keeps Chromium from talking to anything but the page under test.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return (driver, chromium);
    }

    static string Executable() =>
        new[] { Environment.GetEnvironmentVariable("OPSBOT_CHROMIUM") }
            .Concat(from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                    from name in new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable" }
                    select Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException(
            "The browser tests need Chromium (Debian: apt install chromium), or OPSBOT_CHROMIUM set to its path.");
}

/// <summary>A window left open goes on showing what happens, and looks for its server when that is gone.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
sealed class ClosesItsWindowsAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Browser.IsOver(test.UniqueID);
}
