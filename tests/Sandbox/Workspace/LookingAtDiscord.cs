using Microsoft.Playwright;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>
/// Every page state of the Discord side, at desk and phone width, dark and light; OPSBOT_SCREENSHOTS names a folder to keep the pictures.
/// </summary>
public sealed class LookingAtDiscord(Browser browser)
{
    public static TheoryData<string, bool> Looks => new(
        from width in new[] { "desk", "phone" }
        from light in new[] { false, true }
        select (width, light));

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_sticks_out_of_the_page(string width, bool light)
    {
        await using var running = await RunningWorkspace.Start();
        var app = running.DiscordApp;
        Furnish(running);
        app.Answer = sent => (int?)sent["type"] == (int)InteractionKind.Autocomplete
            ? PretendDiscordApp.Choices("acme-prod", "acme-test", "acorn-shop")
            : PretendDiscordApp.Modal("Stop acme-prod", DiscordSamples.Form);
        var page = await browser.Page(new()
        {
            ViewportSize = width == "desk" ? new() { Width = 1280, Height = 860 } : new() { Width = 390, Height = 844 },
            IsMobile = width == "phone",
            HasTouch = width == "phone",
        });
        if (light) await page.AddInitScriptAsync("localStorage.setItem('theme-discord', 'light')");
        async Task Look(string name)
        {
            if (Environment.GetEnvironmentVariable("OPSBOT_SCREENSHOTS") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"discord-{width}-{(light ? "light" : "dark")}-{name}.png"),
                    Animations = ScreenshotAnimations.Disabled });
            Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        }

        foreach (var place in new[] { "c/general", "c/ops", "c/approvals", "dm/opsbot", "c/nowhere" })
        {
            await running.Open(Task.FromResult(page), $"discord/{place}", "olivia");
            await Look(place.Replace('/', '-'));
        }

        await running.Open(Task.FromResult(page), "discord/c/ops", "olivia");
        var composer = page.GetByTestId("composer");
        await composer.FillAsync("/");
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await Look("commands");
        await composer.FillAsync("/stop");
        await Assertions.Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(1);
        await composer.PressAsync("Enter");
        await page.GetByTestId("option-instance").PressSequentiallyAsync("ac");
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await Look("options");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByTestId("more-options").ClickAsync();
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await Look("more-options");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("option-instance").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByTestId("modal").WaitForAsync();
        await Look("modal");
        await page.GetByTestId("modal-submit").ClickAsync();
        await page.Locator(".error").First.WaitForAsync();
        await Look("modal-errors");
        await page.GetByTestId("select-customer").Locator("button").First.ClickAsync();
        await page.GetByTestId("option").First.WaitForAsync();
        await Look("modal-select");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByTestId("modal-cancel").ClickAsync();

        await page.GetByTestId("open-thread").First.ClickAsync();
        await page.GetByTestId("thread").WaitForAsync();
        await Look("thread");
        await page.GetByLabel("Close the thread").ClickAsync();
        await page.GetByTestId("pins").ClickAsync();
        await page.GetByTestId("pins-list").WaitForAsync();
        await Look("pins");
        await page.Keyboard.PressAsync("Escape");
        if (width == "phone")
        {
            await page.GetByTestId("menu").ClickAsync();
            await page.Locator(".side.open").WaitForAsync();
            await Look("menu");
        }

        await page.GetByTestId("person-switcher").ClickAsync();
        await page.GetByTestId("person-adam").WaitForAsync();
        await Look("people");
        await page.Keyboard.PressAsync("Escape");
        if (width == "phone") await page.GetByTestId("menu").ClickAsync();
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-discord-429").ClickAsync();
        await page.GetByTestId("trouble-said").WaitForAsync();
        await Look("trouble");
        await page.Context.CloseAsync();
    }

    static void Furnish(RunningWorkspace running)
    {
        var app = running.DiscordApp;
        var world = running.Discord;
        app.Say("general", "olivia", "Morning all. `gamma-erp` was flapping again last night 👀");
        app.Say("general", "olivia",
            "I **restarted** it twice, see [incident 42](https://status.example/incidents/42). ~~Disk~~ memory this time.\n> OOM killed at 03:12\nAnybody from _billing_ awake?");
        app.Say("general", "adam", "On it. <@815402731208769537> can you send me the logs? ||They are boring||");
        app.Say("general", "samira",
            "# Big\n## Middle\n### Small\n-# and the small print\n1. one\n2. two\n- three\n```json\n{ \"answer\": 42 }\n```");
        var parent = app.Say("ops", "adam", "Stopping acme-prod for the move, ticket 4711.");
        var thread = world.StartThread(parent.AuthorId, parent.ChannelId, "Moving acme-prod", parent.Id).ChannelId!;
        world.Messages.Put(app.Say("ops", "olivia", "x") with { ChannelId = thread, Content = "Go ahead, the customer knows." });
        foreach (var message in world.Messages.All(app.Channel("ops").Id).Where(message => message.Content == "x"))
            world.Messages.Remove(message.ChannelId, message.Id);
        app.Post("ops", DiscordSamples.InstanceTable, onlyTo: "olivia");
        var card = app.Post("ops", DiscordSamples.InstanceCard);
        world.Messages.Put(card with { IsPinned = true, PinnedAt = card.SentAt, EditedAt = card.SentAt,
            Used = new("1", InteractionKind.Command, app.Person("olivia").Id, "instance show", null) });
        world.Messages.Put(app.Say("ops", "olivia", "") with { AuthorId = world.App.BotUserId, Flags = MessageFlags.Loading,
            Used = new("2", InteractionKind.Command, app.Person("adam").Id, "instance logs", null) });
        var failed = app.Post("ops", DiscordSamples.ApprovalCard, onlyTo: "olivia");
        world.Messages.Put(failed with { Failure = Outcome.DidNotRespond, Components = null,
            Used = new("3", InteractionKind.Command, app.Person("olivia").Id, "audit export", null) });
        var report = app.Post("approvals",
            """[{"type":17,"components":[{"type":10,"content":"### Audit export\nEverything since Monday."},{"type":13,"file":{"url":"attachment://audit.csv"}}]}]""");
        world.Messages.Put(report
            with { Attachments = [new() { Id = "1", FileName = "audit.csv", ContentType = "text/csv",
            Bytes = "at,who,what\n2026-11-25,olivia,instance stop\n"u8.ToArray() }] });
        app.Post("approvals", DiscordSamples.ApprovalCard);
        for (var i = 0; i < 3; i++) app.Say("alerts", "adam", $"Alert {i} <@815402731208769537>");
    }
}
