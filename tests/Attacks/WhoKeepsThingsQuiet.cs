using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;
using OpsBot.Tests.Core.Maintenances;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Attacks;

/// <summary>Somebody on the team who would keep a server quiet for days, one small maintenance after another.</summary>
public sealed class WhoKeepsThingsQuiet(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("server organization region")]
    [InlineData("region organization server")]
    [InlineData("organization server")]
    public async Task Silences_nothing_for_more_than_a_day_by_stacking_what_it_is_a_part_of(string scopes)
    {
        var server = await desk.Rent();
        var organization = await desk.One<Guid>("select organization_id from servers where id = @Id", new { Id = server.Id.Value });
        // A region of its own for each case, as one of it makes all in it quiet.
        var region = scopes[0] switch { 's' => "fsn1", 'r' => "hel1", _ => "sin" };
        await desk.Execute("update servers set region = @region where id = @Id", new { region, Id = server.Id.Value });
        var names = scopes.Split(' ').Select(scope => scope switch
        {
            "server" => server.Id.Text,
            "organization" => OrganizationId.Of(organization).Text,
            _ => region,
        }).ToList();
        var begin = desk.Clock.GetUtcNow().AddHours(1);
        var outcomes = new List<OutcomeKind>();
        // Adjoining ones of eight hours, each of another thing, with an hour of noise between them.
        for (var i = 0; i < 5; i++)
            outcomes.Add((await desk.Start(names[i % names.Count], $"for:8h at:{begin.AddHours(i * 9):yyyy-MM-dd'T'HH:mm}")).Kind);
        Assert.Equal([OutcomeKind.Done, OutcomeKind.Done, OutcomeKind.Done, OutcomeKind.Refused, OutcomeKind.Refused], outcomes);
        // Nor by extending the last.
        var last = await desk.One<long>("select max(number) from maintenances", null);
        Assert.Equal(OutcomeKind.Refused, (await desk.Ask("omar", $"/maintenance extend {last} by:1h", "some quiet")).Kind);
    }
}
