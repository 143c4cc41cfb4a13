using System.Text.Json.Nodes;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class TheComposer(Browser browser)
{
    [Fact]
    public async Task A_command_is_completed_by_keys_and_answered_to_its_sender_only()
    {
        await using var running = await RunningWorkspace.Start();
        running.Answer = sent => Task.FromResult<JsonObject?>(new() { ["text"] = $"You typed *{sent["text"]}*" });
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        var other = await running.Open(browser.Desktop(), "c/ops", "adam");

        var composer = page.GetByTestId("composer");
        await composer.PressSequentiallyAsync("/ins");
        await Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(1);
        await composer.PressAsync("Tab");
        await Expect(composer).ToHaveValueAsync("/instance ");
        await composer.PressSequentiallyAsync("sto");
        await composer.PressAsync("Tab");
        await Expect(composer).ToHaveValueAsync("/instance stop ");
        await composer.PressSequentiallyAsync("acme-prod");
        await composer.PressAsync("Enter");

        var answer = page.GetByTestId("message").Last;
        await Expect(answer).ToContainTextAsync("Only visible to you");
        await Expect(answer.Locator("strong", new() { HasTextString = "stop acme-prod" })).ToBeVisibleAsync();
        await Expect(composer).ToHaveValueAsync("");
        Assert.Equal("olivia", (string?)running.Received.Single()["user_name"]);
        await Expect(other.GetByTestId("message")).ToHaveCountAsync(0);

        await composer.PressAsync("ArrowUp");
        await Expect(composer).ToHaveValueAsync("/instance stop acme-prod");
    }

    [Fact]
    public async Task What_the_app_did_not_take_stands_in_the_field_again_and_the_sender_is_told()
    {
        await using var running = await RunningWorkspace.Start();
        var app = running.World.App;
        running.World.App = app with { Manifest = app.Manifest
            with { Commands = [.. app.Manifest.Commands.Select(command => command with { Url = new("http://127.0.0.1:9/") })] } };
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        var composer = page.GetByTestId("composer");
        await composer.FillAsync("/instance list ");
        await composer.PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("failed because the app did not respond");
        await Expect(composer).ToHaveValueAsync("/instance list");
    }

    [Fact]
    public async Task What_is_typed_while_Slack_is_away_is_not_lost()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        running.World.Trouble.GoAway(TimeSpan.FromMinutes(5));
        var composer = page.GetByTestId("composer");
        await composer.FillAsync("/instance list ");
        await composer.PressAsync("Enter");
        await Expect(page.GetByText("Slack is away, so nothing was sent").First).ToBeVisibleAsync();
        await Expect(composer).ToHaveValueAsync("/instance list");
    }

    [Fact]
    public async Task Whoever_reads_further_up_is_taken_to_their_own_answer()
    {
        await using var running = await RunningWorkspace.Start();
        running.Answer = sent => Task.FromResult<JsonObject?>(new() { ["text"] = "Here you are" });
        for (var i = 0; i < 60; i++) running.Say("ops", "adam", $"Message {i}");
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("stream").EvaluateAsync("pane => pane.scrollTop = 0");
        await page.GetByTestId("composer").FillAsync("/instance list ");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByText("Here you are")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Escape_closes_the_list_and_keeps_the_text()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/");
        await Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(4);
        await page.GetByTestId("composer").PressAsync("Escape");
        await Expect(page.GetByTestId("completion")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("/");
    }

    [Fact]
    public async Task Fast_typing_loses_no_letter()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/general", "olivia");
        const string Words = "/nothing is called that, but every letter of this sentence matters";
        await page.GetByTestId("composer").PressSequentiallyAsync(Words);
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync(Words);
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("is not a valid command");
    }

    [Fact]
    public async Task The_guide_types_a_command_as_the_right_person()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Page(new() { ViewportSize = new() { Width = 1440, Height = 900 } }), "c/general", "adam");
        await page.GetByTestId("guide").GetByText("/instance stop acme-prod").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/c/ops?as=olivia");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("/instance stop acme-prod");
    }

    [Fact]
    public async Task At_phone_width_a_person_is_switched_and_a_channel_is_found_in_the_drawer()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Phone(), "c/ops", "olivia");
        await page.GetByTestId("person-switcher").TapAsync();
        await page.GetByTestId("person-adam").TapAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/c/ops?as=adam");
        await page.GetByTestId("menu").TapAsync();
        await page.GetByTestId("channel-approvals").TapAsync();
        await Expect(page).ToHaveURLAsync($"{running.Url}/c/approvals?as=adam");
        await Expect(page.GetByTestId("sidebar")).Not.ToBeInViewportAsync();
    }
}
