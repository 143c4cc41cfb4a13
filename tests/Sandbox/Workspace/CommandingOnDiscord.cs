using System.Text.Json.Nodes;
using OpsBot.Sandbox.Discord;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class CommandingOnDiscord(Browser browser)
{
    [Fact]
    public async Task A_command_is_found_filled_in_and_sent_by_keys_alone()
    {
        await using var running = await RunningWorkspace.Start();
        Complete(running);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        var composer = page.GetByTestId("composer");
        await composer.PressSequentiallyAsync("/sto");
        await Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(1);
        await composer.PressAsync("Enter");

        var instance = page.GetByTestId("option-instance");
        await Expect(instance).ToBeFocusedAsync();
        await instance.PressSequentiallyAsync("ac");
        await Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(2);
        await instance.PressAsync("ArrowDown");
        await instance.PressAsync("Enter");
        await Expect(instance).ToHaveValueAsync("acorn-shop · running");
        await instance.PressAsync("Enter");

        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Only you can see this");
        await Expect(page.GetByTestId("used")).ToContainTextAsync("Olivia Okafor used /instance stop");
        await Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
        Assert.Equal("acorn-shop", Options(running)["instance"]);
        // The app was told what stood in the field, and that it was this field.
        var asked = running.DiscordApp.ReceivedOf(InteractionKind.Autocomplete).Last()["data"]!["options"]![0]!["options"]![0]!;
        Assert.Equal(("ac", true), ((string?)asked["value"], (bool)asked["focused"]!));
    }

    [Theory]
    [InlineData("/instance stop instance:acme-prod", "acme-prod", null)]
    [InlineData("/instance stop acme-prod", "acme-prod", null)]
    [InlineData("/instance stop acme-prod reason:\"Moving to another region\"", "acme-prod", "Moving to another region")]
    public async Task A_whole_line_is_run_as_it_was_pasted(string line, string instance, string? reason)
    {
        await using var running = await RunningWorkspace.Start();
        Complete(running);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync(line);
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Done.");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
        Assert.Equal((instance, reason), (Options(running)["instance"], Options(running).GetValueOrDefault("reason")));

        await page.GetByTestId("composer").PressAsync("ArrowUp");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync(
            line.Replace("stop acme", "stop instance:acme", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_required_is_asked_for_where_it_is_missing()
    {
        await using var running = await RunningWorkspace.Start();
        running.DiscordApp.Answer = sent => (int?)sent["type"] == 4 ? PretendDiscordApp.Choices() : PretendDiscordApp.Said("Done.");
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/instance scale acme-prod");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("option-error")).ToContainTextAsync("memory: This option is required");
        await Expect(page.GetByTestId("option-instance")).ToHaveValueAsync("acme-prod");
        await Expect(page.GetByTestId("option-memory")).ToBeFocusedAsync();
        await page.GetByTestId("option-memory").PressSequentiallyAsync("lots");
        await page.GetByTestId("option-memory").PressAsync("Enter");
        await Expect(page.GetByTestId("option-error")).ToContainTextAsync("Input a valid integer.");
        await page.GetByTestId("option-memory").FillAsync("8");
        await page.GetByTestId("option-memory").PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Done.");
        Assert.Equal("8", Options(running)["memory"]);
    }

    [Fact]
    public async Task Optional_options_wait_behind_a_button_and_are_given_back_by_backspace()
    {
        await using var running = await RunningWorkspace.Start();
        Complete(running);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/instance li");
        await Expect(page.GetByTestId("completion-item")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByTestId("more-options")).ToBeFocusedAsync();
        await Expect(page.GetByTestId("more-options")).ToHaveTextAsync("+3 optional");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("option-status")).ToBeFocusedAsync();
        await page.GetByTestId("option-status").PressSequentiallyAsync("err");
        await Expect(page.GetByTestId("completion-item")).ToHaveTextAsync(["error"]);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByTestId("option-status")).ToHaveValueAsync("error");
        await page.GetByTestId("more-options").ClickAsync();
        await page.GetByTestId("completion-item").First.ClickAsync();
        await Expect(page.GetByTestId("option-search")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Backspace");
        await Expect(page.GetByTestId("option-search")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("option-status")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByTestId("message").Last).ToContainTextAsync("Done.");
        Assert.Equal("error", Assert.Single(Options(running)).Value);
    }

    [Fact]
    public async Task Escape_closes_the_list_and_then_goes_back_to_a_line_of_text()
    {
        await using var running = await RunningWorkspace.Start();
        Complete(running);
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/instance stop ac");
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByTestId("option-instance")).ToHaveValueAsync("acme-prod · running");
        await page.GetByTestId("option-instance").FillAsync("gamma");
        await page.GetByTestId("completion-item").First.WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("completion")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("/instance stop instance:gamma");
    }

    [Fact]
    public async Task Fast_typing_loses_no_letter_and_talk_is_posted_for_everybody()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        var other = await running.Open(browser.Desktop(), "discord/c/alerts", "adam");
        const string Words = "/nothing is called that, but every **letter** of this sentence matters";
        await page.GetByTestId("composer").PressSequentiallyAsync(Words);
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync(Words);
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(other.GetByTestId("channel-ops").GetByTestId("unread")).ToHaveTextAsync("1");
        await other.GetByTestId("channel-ops").ClickAsync();
        await Expect(other.GetByTestId("message").Locator("strong", new() { HasTextString = "letter" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_app_that_is_silent_is_said_to_be()
    {
        await using var running = await RunningWorkspace.Start();
        running.Discord.Interactions.Patience = TimeSpan.FromMilliseconds(300);
        running.DiscordApp.Answer = _ => null;
        var page = await running.Open(browser.Desktop(), "discord/c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("/ops whoami");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("failed")).ToContainTextAsync("The application did not respond");
        await page.GetByTestId("dismiss").ClickAsync();
        await Expect(page.GetByTestId("message")).ToHaveCountAsync(0);
    }

    // Fewer with each letter, so that a list tells what it was offered for.
    static void Complete(RunningWorkspace running) => running.DiscordApp.Answer = sent =>
        (int?)sent["type"] == (int)InteractionKind.Autocomplete
        ? PretendDiscordApp.Choices([.. new[] { "acme-prod", "acorn-shop", "alpha-prod",
            "gamma-prod" }.Where(name => name.StartsWith(Focused(sent), StringComparison.Ordinal))])
        : PretendDiscordApp.Said("Done.");

    static string Focused(JsonObject sent) =>
        sent["data"]!["options"]![0]!["options"]!.AsArray().Single(option => (bool?)option!["focused"] ?? false)!["value"]!.ToString();

    static Dictionary<string, string> Options(RunningWorkspace running) =>
        running.DiscordApp.ReceivedOf(InteractionKind.Command).Last()["data"]!["options"]![0]!["options"]!.AsArray()
            .ToDictionary(option => (string)option!["name"]!, option => option!["value"]!.ToString());
}
