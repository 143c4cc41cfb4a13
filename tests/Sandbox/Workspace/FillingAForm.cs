using System.Text.Json.Nodes;
using Microsoft.Playwright;
using OpsBot.Tests.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpsBot.Tests.Sandbox.Workspace;

public sealed class FillingAForm(Browser browser)
{
    [Fact]
    public async Task What_is_typed_picked_and_searched_reaches_the_app()
    {
        await using var running = await RunningWorkspace.Start();
        running.Answer = sent => Task.FromResult((string?)sent["type"] == "block_suggestion"
            ? JsonNode.Parse(
                """{"options":[{"text":{"type":"plain_text","text":"Acme GmbH"},"value":"acme"},{"text":{"type":"plain_text","text":"Acorn Ltd"},"value":"acorn"}]}""")!.AsObject()
            : null);
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        running.Open("olivia", "Stop acme-prod", Samples.Form, "Stop it");

        await Expect(page.GetByTestId("input-reason")).ToBeFocusedAsync();
        await page.GetByTestId("input-reason").PressSequentiallyAsync("Moving to another region");
        await page.GetByTestId("select-customer").GetByRole(AriaRole.Combobox).ClickAsync();
        await page.GetByTestId("select-search").PressSequentiallyAsync("ac");
        await Expect(page.GetByTestId("option")).ToHaveCountAsync(2);
        await page.GetByTestId("select-search").PressAsync("ArrowDown");
        await page.GetByTestId("select-search").PressAsync("Enter");
        await Expect(page.GetByTestId("select-customer")).ToContainTextAsync("Acorn Ltd");
        await page.GetByTestId("choice-now").CheckAsync();
        await page.GetByTestId("choice-backup").CheckAsync();
        await page.GetByTestId("modal-submit").ClickAsync();

        await Expect(page.GetByTestId("modal")).ToHaveCountAsync(0);
        var values = running.Received.Single(sent => (string?)sent["type"] == "view_submission")["view"]!["state"]!["values"]!;
        Assert.Equal("Moving to another region", (string?)values["reason"]!["reason"]!["value"]);
        Assert.Equal("acorn", (string?)values["customer"]!["customer"]!["selected_option"]!["value"]);
        Assert.Equal("now", (string?)values["how"]!["how"]!["selected_option"]!["value"]);
        Assert.Equal("backup", (string?)values["also"]!["also"]!["selected_options"]![0]!["value"]);
        Assert.Equal("3", (string?)values["count"]!["count"]!["value"]);
    }

    [Fact]
    public async Task The_apps_errors_stand_at_the_field_and_the_text_stays()
    {
        await using var running = await RunningWorkspace.Start();
        running.Answer = _ => Task.FromResult<JsonObject?>(new()
        {
            ["response_action"] = "errors",
            ["errors"] = new JsonObject { ["reason"] = "Say more than that." },
        });
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        running.Open("olivia", "Reason", Reason);
        await page.GetByTestId("input-reason").FillAsync("because");
        await page.GetByTestId("modal-submit").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say more than that.");
        await Expect(page.GetByTestId("input-reason")).ToHaveValueAsync("because");
    }

    [Fact]
    public async Task A_pushed_view_covers_the_first_and_escape_goes_back_to_it()
    {
        await using var running = await RunningWorkspace.Start();
        running.Answer = sent => Task.FromResult((string?)sent["type"] == "view_submission"
            ? JsonNode.Parse(
                """{"response_action":"push","view":{"type":"modal","title":{"type":"plain_text","text":"Are you sure?"},"blocks":[{"type":"section","text":{"type":"plain_text","text":"Really"}}]}}""")!.AsObject()
            : null);
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        running.Open("olivia", "Reason", Reason);
        await page.GetByTestId("input-reason").FillAsync("because");
        await page.GetByTestId("modal-submit").ClickAsync();
        await Expect(page.GetByTestId("modal-title")).ToHaveTextAsync("Are you sure?");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("modal-title")).ToHaveTextAsync("Reason");
        await Expect(page.GetByTestId("input-reason")).ToHaveValueAsync("because");
    }

    [Fact]
    public async Task The_tab_key_stays_inside_and_closing_gives_the_focus_back()
    {
        await using var running = await RunningWorkspace.Start();
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("composer").FocusAsync();
        running.Open("olivia", "Reason", Reason);
        await page.GetByTestId("modal").WaitForAsync();
        for (var i = 0; i < 7; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("!!document.activeElement.closest('[data-testid=modal]')"));
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("composer")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_dangerous_button_asks_first()
    {
        await using var running = await RunningWorkspace.Start();
        running.Post("ops", Samples.InstanceCard);
        var page = await running.Open(browser.Desktop(), "c/ops", "olivia");
        await page.GetByTestId("action-stop").ClickAsync();
        await page.GetByTestId("confirm").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("confirm")).ToHaveCountAsync(0);
        Assert.Empty(running.Received);
        await page.GetByTestId("action-stop").ClickAsync();
        await page.GetByTestId("confirm-yes").ClickAsync();
        await Eventually.Equal("stop", () => (string?)running.Received.LastOrDefault()?["actions"]?[0]?["action_id"]);
    }

    const string Reason =
        """
        [{"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Reason"},"element":{"type":"plain_text_input","action_id":"reason"}}]
        """;
}
