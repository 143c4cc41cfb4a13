using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpsBot.Core.Values;
using OpsBot.Tests.Core.Approvals;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Operations;

public sealed class AmountsWithoutACurrency(Postgres postgres) : ApprovalTest(postgres)
{
    protected override void Register(IServiceCollection services)
    {
        base.Register(services);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Money:Currency"] = "GBP" }).Build());
    }

    [Theory]
    [InlineData("49", "£49.00")]
    [InlineData("\"49 EUR\"", "€49.00")]
    public async Task Are_in_that_of_the_settings_and_say_so(string typed, string meant) =>
        Assert.Contains(
            $"Amount: {meant}", (await Run(Olivia, $"/thing remove lamp amount:{typed} --dry-run")).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("49", "$49.00")]
    [InlineData("£49", "£49.00")]
    public async Task Are_in_that_of_what_it_is_done_to_where_that_has_one(string typed, string meant)
    {
        await Execute("update things set currency = 'USD'");
        Assert.Contains(
            $"Amount: {meant}", (await Run(Olivia, $"/thing remove lamp amount:{typed} --dry-run")).Text, StringComparison.Ordinal);
        var refused = await Run(Olivia, "/thing remove lamp amount:much");
        Assert.Contains("without a currency it is USD", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_so_in_a_rule_of_the_policy_too() => Assert.Contains("from £500.00",
        (await Run(Adam, "/policy set thing remove needs:approval amount:500 --dry-run")).Text, StringComparison.Ordinal);

    [Fact]
    public void Are_refused_at_start_in_one_that_nobody_knows()
    {
        var refused = new SettingsCheck<MoneyOptions>().Validate(null, new MoneyOptions { Currency = "DEM" });
        Assert.Contains("OPSBOT_Money__Currency", refused.FailureMessage, StringComparison.Ordinal);
        Assert.True(new SettingsCheck<MoneyOptions>().Validate(null, new MoneyOptions()).Succeeded);
    }
}
