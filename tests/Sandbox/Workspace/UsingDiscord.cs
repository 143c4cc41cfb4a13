using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class UsingDiscord(Browser browser)
{
    [Fact]
    public async Task A_button_reaches_the_app_and_its_answer_takes_the_messages_place()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.DiscordApp.Answer = _ => new()
        {
            ["type"] = 7,
            ["data"] = new JsonObject { ["components"] = JsonNode.Parse("""[{"type":10,"content":"**Restarted** once"}]""") },
        };
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await Expect(page.GetByTestId("action-delete")).ToBeDisabledAsync();
        await page.GetByTestId("action-restart").ClickAsync();
        await Expect(page.GetByTestId("message").Locator("strong", new() { HasTextString = "Restarted" })).ToBeVisibleAsync();
        Assert.Equal("restart", (string?)running.DiscordApp.ReceivedOf(InteractionKind.Component).Single()["data"]!["custom_id"]);
    }

    [Fact]
    public async Task A_button_that_comes_to_nothing_is_said_to_have_failed_until_it_is_pressed_again()
    {
        await using var running = await RunningWorkspace.Start();
        var patience = running.Discord.Interactions.Patience;
        running.Discord.Interactions.Patience = TimeSpan.FromMilliseconds(300);
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.DiscordApp.Answer = _ => null;
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("action-restart").ClickAsync();
        await Expect(page.GetByTestId("failed")).ToContainTextAsync("This interaction failed");
        running.DiscordApp.Answer = _ => new() { ["type"] = 6 };
        running.Discord.Interactions.Patience = patience;
        await page.GetByTestId("action-restart").ClickAsync();
        await Expect(page.GetByTestId("failed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_a_phone_who_answered_stands_beside_to_what_and_not_upon_it()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.DiscordApp.Answer = _ => PretendDiscordApp.Said("Restarted.");
        var page = await running.Open(browser.Phone(), "discord/c/ops", "olivia");
        await page.GetByTestId("action-restart").ClickAsync();
        var used = page.GetByTestId("used").Filter(new() { HasText = "answered in" }).Last;
        await used.WaitForAsync();
        Assert.Equal("", await used.EvaluateAsync<string>(
            """
            line => [...line.children].map(one => ({ one, box: one.getBoundingClientRect() })).filter(({ box }) => box.width > 0)
                .filter(({ one, box }, i, all) => i > 0 && box.left < all[i - 1].box.right || one.matches('strong, span:not([class])') && one.scrollWidth > one.clientWidth + 1)
                .map(({ one }) => one.textContent).join(', ')
            """));
    }

    [Fact]
    public async Task A_menu_sends_what_is_picked_by_keys()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.DiscordApp.Answer = _ => PretendDiscordApp.Said("Premium it is.");
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("select-plan").GetByRole(AriaRole.Combobox).ClickAsync();
        await page.GetByTestId("option").First.WaitForAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Premium it is.");
        Assert.Equal("p", (string?)running.DiscordApp.ReceivedOf(InteractionKind.Component).Single()["data"]!["values"]![0]);
    }

    [Fact]
    public async Task A_form_is_checked_here_and_then_sent()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.DiscordApp.Answer = sent => (int?)sent["type"] == (int)InteractionKind.ModalSubmit
            ? PretendDiscordApp.Said("Stopped.") : PretendDiscordApp.Modal("Stop acme-prod", DiscordSamples.Form);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("action-stop").ClickAsync();
        await Expect(page.GetByTestId("modal-title")).ToHaveTextAsync("Stop acme-prod");
        await Expect(page.GetByTestId("input-reason")).ToBeFocusedAsync();
        await page.GetByTestId("modal-submit").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This field is required.");
        Assert.Empty(running.DiscordApp.ReceivedOf(InteractionKind.ModalSubmit));

        await page.GetByTestId("input-reason").PressSequentiallyAsync("Moving to another region");
        await page.GetByTestId("select-customer").GetByRole(AriaRole.Combobox).ClickAsync();
        await page.GetByTestId("option").Nth(1).ClickAsync();
        await page.GetByTestId("choice-now").CheckAsync();
        await page.GetByTestId("choice-backup").CheckAsync();
        await page.GetByTestId("modal-submit").ClickAsync();
        await Expect(page.GetByTestId("modal")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Stopped.");
        var sent = running.DiscordApp.ReceivedOf(InteractionKind.ModalSubmit).Single()["data"]!["components"]!.AsArray()
            .Select(label => label!["component"]).OfType<JsonObject>()
                .ToDictionary(input => (string)input["custom_id"]!, input => (input["value"] ?? input["values"])!.ToJsonString());
        Assert.Equal("\"Moving to another region\"", sent["reason"]);
        Assert.Equal("[\"acorn\"]", sent["customer"]);
        Assert.Equal("\"now\"", sent["how"]);
        Assert.Equal("[\"backup\"]", sent["also"]);
    }

    [Fact]
    public async Task Escape_closes_a_form_and_the_app_learns_nothing_of_it()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Answer = _ => PretendDiscordApp.Modal("Who?", DiscordSamples.Form);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/ops whoami");
        await page.GetByTestId("composer").PressAsync("Enter");
        await page.GetByTestId("modal").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("modal")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
        Assert.Single(running.DiscordApp.Received);
    }

    [Fact]
    public async Task What_only_one_person_may_see_is_kept_apart_and_can_be_dismissed()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Post("ops", DiscordSamples.InstanceCard, onlyTo: "olivia");
        var adam = await running.Open(browser.Desktop(), "discord/c/ops", "adam");
        var olivia = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await Expect(olivia.GetByTestId("message")).ToContainTextAsync("Only you can see this");
        await Expect(adam.GetByTestId("message")).ToHaveCountAsync(0);
        await olivia.GetByTestId("dismiss").ClickAsync();
        await Expect(olivia.GetByTestId("message")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_that_takes_a_while_is_thought_about()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Answer = _ => new() { ["type"] = 5 };
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/ops whoami");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("thinking")).ToContainTextAsync("OpsBot is thinking…");
    }

    [Fact]
    public async Task A_thread_opens_beside_its_channel_and_is_talked_in()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Say("ops", "adam", "Stopping **acme-prod** for the move");
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("message").HoverAsync();
        await page.GetByTestId("reply").ClickAsync();
        await Expect(page.GetByTestId("thread").GetByRole(AriaRole.Heading).First).ToHaveTextAsync("Stopping acme-prod for the move");
        await page.GetByTestId("thread-composer").FillAsync("Go ahead");
        await page.GetByTestId("thread-composer").PressAsync("Enter");
        await Expect(page.GetByTestId("thread").GetByTestId("message").Last).ToContainTextAsync("Go ahead");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("thread")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("open-thread")).ToContainTextAsync("1 message");
    }

    [Fact]
    public async Task Pins_are_listed_in_the_top_bar()
    {
        await using var running = await RunningWorkspace.Start();
        var card = running.DiscordApp.Post("ops", DiscordSamples.InstanceCard);
        running.Discord.Messages.Put(card with { IsPinned = true, PinnedAt = card.SentAt });
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("pins").ClickAsync();
        await Expect(page.GetByTestId("pinned")).ToContainTextAsync("acme-prod is running");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("pins-list")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task One_stays_who_one_is_from_platform_to_platform_and_each_has_its_own_look()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/approvals", "samira");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await page.GetByTestId("platform-discord").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/discord/c/approvals?as=samira");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.GetByTestId("person-switcher")).ToContainTextAsync("Samira Haddad");
        await page.GetByTestId("theme").ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await page.GetByTestId("platform-slack").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/c/approvals?as=samira");
    }

    [Fact]
    public async Task At_phone_width_a_channel_and_another_person_are_found_in_the_drawer()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Phone(), "discord/c/ops", "olivia");
        await page.GetByTestId("menu").TapAsync();
        await page.GetByTestId("person-switcher").TapAsync();
        await page.GetByTestId("person-adam").TapAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/discord/c/ops?as=adam");
        await page.GetByTestId("menu").TapAsync();
        await page.GetByTestId("channel-approvals").TapAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/discord/c/approvals?as=adam");
        await Expect(page.GetByTestId("sidebar")).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task Switches_reach_the_pretend_discord_and_calm_ends_them()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("trouble").ClickAsync();
        await page.GetByTestId("trouble-discord-429").ClickAsync();
        await Expect(page.GetByTestId("trouble-panel")).ToContainTextAsync("Waiting for the next call");
        await page.GetByTestId("trouble-discord-away").ClickAsync();
        await Expect(page.GetByTestId("away")).ToContainTextAsync("Discord is away");
        await page.GetByTestId("trouble-calm").ClickAsync();
        await Expect(page.GetByTestId("away")).ToHaveCountAsync(0);
        Assert.Empty(running.Discord.Trouble.Spells.All);
    }
}
