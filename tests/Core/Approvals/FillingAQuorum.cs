using OpsBot.Core.Access;
using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Approvals;

public sealed class FillingAQuorum(Postgres postgres) : ApprovalTest(postgres)
{
    async Task<long> AskForTwo(params Role[] quorum)
    {
        await Policy(new Rule("thing remove", By(quorum)));
        return await Ask();
    }

    [Theory]
    [InlineData("Adam", "Sam")]
    [InlineData("Sam", "Adam")]
    public async Task Two_roles_take_two_people_in_any_order(string first, string second)
    {
        var people = new[] { Adam, Sam }.ToDictionary(person => person.Name);
        var number = await AskForTwo(Role.Admin, Role.SuperAdmin);

        Assert.Contains("Still needed: a super admin (Sam) and an admin (Adam, Bea or Sam).",
            (await Said($"{await KeyOf(number)}:asker")).Text, StringComparison.Ordinal);
        var one = await Run(people[first], $"/approval approve {number} fine");
        Assert.Contains($"You approved #{number}", one.Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(number));
        Assert.True(await IsHere());
        Assert.Contains($"{first}, ", (await Said(await KeyOf(number))).Text, StringComparison.Ordinal);

        await Run(people[second], $"/approval approve {number}");
        Assert.Equal("approved", await StateOf(number));
        Assert.Equal($"[\"Sam\", \"Adam\"]",
            await Find<string>("select body::jsonb ->> 'approvers' from audit where outcome = 'done' and operation = 'thing remove'"));
    }

    [Fact]
    public async Task A_super_admin_fills_one_part_only()
    {
        var number = await AskForTwo(Role.Admin, Role.SuperAdmin);
        await Run(Sam, $"/approval approve {number}");
        Assert.Contains($"You have approved #{number} already", (await Run(Sam, $"/approval approve {number}")).Text,
            StringComparison.Ordinal);
        await Link(Sam, new ChatAccount("discord", "777"));
        Assert.Contains("already", (await Run(Sam with { Account = new ChatAccount("discord", "777") }, $"/approval approve {number}"))
            .Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(number));
        Assert.True(await IsHere());
        Assert.Equal(1, await Find<long>("select count(*) from approval_decisions"));
    }

    [Fact]
    public async Task An_admin_who_fills_no_open_part_is_told_who_is_needed()
    {
        var number = await AskForTwo(Role.Admin, Role.SuperAdmin);
        await Run(Adam, $"/approval approve {number}");
        Assert.Contains("That part is filled by Adam. What is left needs a super admin: Sam.",
            (await Run(Bea, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.Equal("pending", await StateOf(number));
    }

    [Fact]
    public async Task Who_loses_the_role_meanwhile_no_longer_counts()
    {
        var number = await AskForTwo(Role.Admin, Role.SuperAdmin);
        await Run(Adam, $"/approval approve {number}");
        await Execute("update operators set role = 'operator' where id = @Id", new { Adam.Id });
        Assert.Contains("Still needed: an admin: Bea.", (await Run(Sam, $"/approval approve {number}")).Text, StringComparison.Ordinal);
        Assert.True(await IsHere());
        await Run(Bea, $"/approval approve {number}");
        Assert.Equal("approved", await StateOf(number));
    }

    [Fact]
    public async Task Who_approved_can_still_deny_while_others_are_asked()
    {
        var number = await AskForTwo(Role.Admin, Role.SuperAdmin);
        await Run(Adam, $"/approval approve {number}");
        await Run(Adam, $"/approval deny {number} I looked again");
        Assert.Equal("denied", await StateOf(number));
    }

    [Fact]
    public async Task The_database_itself_refuses_an_asker_who_decides()
    {
        var number = await Ask(by: Adam);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Execute(
            """
            insert into approval_decisions (approval_id, operator_id, asked_by, role, verdict, account, decided_at)
            select id, asked_by, asked_by, 'admin', 'approved', 'slack:U', asked_at from approvals where number = @number
            """, new { number }));
    }

    [Theory]
    [InlineData(new[] { Role.Admin }, new[] { Role.Operator }, new[] { Role.Admin })]
    [InlineData(new[] { Role.Admin }, new[] { Role.SuperAdmin }, new Role[0])]
    [InlineData(new[] { Role.Admin, Role.SuperAdmin }, new[] { Role.SuperAdmin }, new[] { Role.Admin })]
    [InlineData(new[] { Role.Admin, Role.SuperAdmin }, new[] { Role.Admin, Role.Admin }, new[] { Role.SuperAdmin })]
    [InlineData(new[] { Role.Operator, Role.Admin, Role.SuperAdmin }, new[] { Role.Admin, Role.SuperAdmin, Role.Operator }, new Role[0])]
    [InlineData(new Role[0], new Role[0], new[] { Role.Admin })]
    public void The_strongest_fill_the_highest_parts(Role[] quorum, Role[] people, Role[] open) =>
        Assert.Equal(open, Quorum.Open(quorum,
            people.Select((role, i) => new Operator(OperatorId.New(TimeProvider.System), $"p{i}", $"P{i}", role, Active: true))));
}
