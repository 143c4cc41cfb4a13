using Microsoft.Playwright;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>Every page state, at desk and phone width, light and dark; OPSBOT_SCREENSHOTS names a folder to keep the pictures.</summary>
public sealed class LookingAtIt(Browser browser)
{
    public static TheoryData<string, bool> Looks => new(
        from width in new[] { "desk", "phone" }
        from dark in new[] { false, true }
        select (width, dark));

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_sticks_out_of_the_page(string width, bool dark)
    {
        await using var running = await RunningWorkspace.Start();
        Furnish(running);
        var page = await browser.Page(new()
        {
            ViewportSize = width == "desk" ? new() { Width = 1440, Height = 900 } : new() { Width = 390, Height = 844 },
            IsMobile = width == "phone",
            HasTouch = width == "phone",
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        async Task Look(string name)
        {
            if (Environment.GetEnvironmentVariable("OPSBOT_SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{width}-{(dark ? "dark" : "light")}-{name}.png"),
                    Animations = ScreenshotAnimations.Disabled });
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        }

        foreach (var place in new[] { "c/general", "c/ops", "c/approvals", "dm/opsbot", "home", "c/nowhere" })
        {
            await page.GotoAsync($"{running.Url}/{place}?as=olivia");
            await page.Locator("html[data-ready]").WaitForAsync();
            await Look(place.Replace('/', '-'));
        }

        await page.GotoAsync($"{running.Url}/c/ops?as=olivia");
        await page.GetByTestId("composer").FillAsync("/");
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await Look("completion");
        await page.GetByTestId("composer").FillAsync("");
        await page.GetByTestId("person-switcher").ClickAsync();
        await page.GetByTestId("person-adam").WaitForAsync();
        await Look("people");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("person-adam").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GetByTestId("action-stop").First.ClickAsync();
        await page.GetByTestId("confirm").WaitForAsync();
        await Look("confirm");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("open-thread").First.ClickAsync();
        await page.GetByTestId("thread").WaitForAsync();
        await Look("thread");

        await page.GotoAsync($"{running.Url}/c/ops?as=olivia");
        if (width == "phone")
        {
            await page.GetByTestId("menu").ClickAsync();
            await page.Locator(".side.open").WaitForAsync();
            await Look("menu");
        }

        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-slack-429").ClickAsync();
        await page.GetByTestId("trouble-said").WaitForAsync();
        await Look("trouble");
        await page.Keyboard.PressAsync("Escape");

        running.Open("olivia", "Stop acme-prod", Samples.Form, "Stop it");
        await page.GetByTestId("modal").WaitForAsync();
        await Look("modal");
        await page.GetByTestId("modal-submit").ClickAsync();
        await page.Locator(".error").First.WaitForAsync();
        await Look("modal-errors");
        await page.GetByTestId("select-customer").Locator("button").First.ClickAsync();
        await page.GetByTestId("select-search").FillAsync("a");
        await Look("modal-select");
        await page.Context.CloseAsync();
    }

    static void Furnish(RunningWorkspace running)
    {
        running.Say("general", "olivia", "Morning all. `gamma-erp` was flapping again last night :eyes:");
        running.Say("general", "olivia",
            "I *restarted* it twice, see <https://status.example/incidents/42|incident 42>. ~Disk~ memory this time.\n&gt; OOM killed at 03:12\nAnybody from _billing_ awake?");
        running.Say("general", "adam", "On it. <@U0OLIVIA01> can you send me the logs?");
        var parent = running.Say("ops", "adam", "Stopping acme-prod for the move, ticket 4711.");
        running.Say("ops", "olivia", "Go ahead, the customer knows.", parent.Ts);
        running.Say("ops", "samira", "Same here :white_check_mark:", parent.Ts);
        running.Post("ops", Samples.InstanceTable, onlyTo: "olivia");
        running.Post("ops", Samples.Progress);
        running.Post("ops", Samples.InstanceCard);
        running.Post("approvals", Samples.ApprovalCard);
        running.Publish("olivia", Samples.Home);
        for (var i = 0; i < 3; i++) running.Say("alerts", "adam", $"Alert {i}");
    }
}
