using Microsoft.Playwright;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class TwoWindows(Browser browser)
{
    [Fact]
    public async Task See_each_others_messages_replies_edits_and_unread_marks_at_once()
    {
        await using var running = await RunningWorkspace.Start();
        var olivia = await running.Open(browser.Desktop(), "c/ops", "olivia");
        var adam = await running.Open(browser.Desktop(), "c/alerts", "adam");

        await olivia.GetByTestId("composer").FillAsync("Anybody *awake*?");
        await olivia.GetByTestId("composer").PressAsync("Enter");
        await Expect(adam.GetByTestId("channel-ops").GetByTestId("unread")).ToHaveTextAsync("1");
        await adam.GetByTestId("channel-ops").ClickAsync();
        await Expect(adam.GetByTestId("message").Locator("strong", new() { HasTextString = "awake" })).ToBeVisibleAsync();
        await Expect(adam.GetByTestId("channel-ops").GetByTestId("unread")).ToHaveCountAsync(0);

        await adam.GetByTestId("message").HoverAsync();
        await adam.GetByTestId("reply").ClickAsync();
        await adam.GetByTestId("thread-composer").FillAsync("I am");
        await adam.GetByTestId("thread-composer").PressAsync("Enter");
        await Expect(olivia.GetByTestId("open-thread")).ToContainTextAsync("1 reply");

        var said = running.World.Messages.All(running.Channel("ops").Id)[0];
        running.World.Messages.Put(said with { Text = "Never mind", EditedAt = TimeProvider.System.GetUtcNow() });
        await Expect(olivia.GetByTestId("message")).ToContainTextAsync("(edited)");
    }

    [Fact]
    public async Task Keep_what_only_one_person_may_see_apart()
    {
        await using var running = await RunningWorkspace.Start();
        running.Post("ops", Samples.InstanceCard, onlyTo: "olivia");
        var adam = await running.Open(browser.Desktop(), "c/ops", "adam");
        var olivia = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await Expect(olivia.GetByTestId("message")).ToHaveCountAsync(1);
        await Expect(adam.GetByTestId("message")).ToHaveCountAsync(0);
        await olivia.GetByText("Dismiss").ClickAsync();
        await Expect(olivia.GetByTestId("message")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Come_back_by_themselves_when_the_sandbox_was_away_and_keep_what_was_typed()
    {
        var port = FreePorts.Take();
        var first = await RunningWorkspace.Start(port);
        var page = await first.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("composer").FillAsync("half a sentence");
        await first.DisposeAsync();
        await Expect(page.Locator("#offline")).ToBeVisibleAsync();
        await using var second = await RunningWorkspace.Start(port);
        await Expect(page.Locator("#offline")).ToBeHiddenAsync();
        await Expect(page.GetByTestId("composer")).ToHaveValueAsync("half a sentence");
        await page.GetByTestId("composer").PressAsync("Enter");
        await Expect(page.GetByTestId("message")).ToContainTextAsync("half a sentence");
    }

    [Fact]
    public async Task Go_back_and_forth_with_the_browsers_own_buttons()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByTestId("finder").GetByRole(AriaRole.Textbox).FillAsync("bill");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("#billing");
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("#ops");
    }
}
