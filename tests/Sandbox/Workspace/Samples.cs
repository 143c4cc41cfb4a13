namespace OpsBot.Tests.Sandbox.Workspace;

/// <summary>Blocks as the product sends them, to look at.</summary>
static class Samples
{
    public const string InstanceCard =
        """
        [
          {"type":"header","text":{"type":"plain_text","text":":large_green_circle: acme-prod"}},
          {"type":"section","fields":[
            {"type":"mrkdwn","text":"*Organization*\nAcme GmbH"},{"type":"mrkdwn","text":"*Plan*\nPremium, 4 vCPU / 8 GB"},
            {"type":"mrkdwn","text":"*Version*\n`17.0.2`"},{"type":"mrkdwn","text":"*Server*\n`vps-eu-03`"},
            {"type":"mrkdwn","text":"*Up since*\n<!date^1780000000^{date_short} {time}|a while>"},{"type":"mrkdwn","text":"*Health*\n▁▂▁▁▃▁▁▅▂▁"}],
           "accessory":{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Logs"},"value":"logs"},{"text":{"type":"plain_text","text":"Backups"},"value":"backups"}]}},
          {"type":"context","elements":[{"type":"mrkdwn","text":":information_source: Checked 2 minutes ago by <@U0OLIVIA01> in <#C1|ops>"}]},
          {"type":"actions","elements":[
            {"type":"button","action_id":"restart","style":"primary","text":{"type":"plain_text","text":"Restart"},"value":"1"},
            {"type":"button","action_id":"logs","text":{"type":"plain_text","text":"Logs"},"value":"1"},
            {"type":"button","action_id":"stop","style":"danger","text":{"type":"plain_text","text":"Stop"},"value":"1",
             "confirm":{"title":{"type":"plain_text","text":"Stop acme-prod?"},"text":{"type":"mrkdwn","text":"*12 people* are signed in. They lose their connection."},"confirm":{"type":"plain_text","text":"Stop it"},"deny":{"type":"plain_text","text":"Keep it"},"style":"danger"}},
            {"type":"static_select","action_id":"plan","placeholder":{"type":"plain_text","text":"Change plan"},"options":[{"text":{"type":"plain_text","text":"Starter"},"value":"s"},{"text":{"type":"plain_text","text":"Premium"},"value":"p","description":{"type":"plain_text","text":"4 vCPU, 8 GB"}}]}]}
        ]
        """;

    public const string InstanceTable =
        """
        [
          {"type":"section","text":{"type":"mrkdwn","text":"*312 instances* · 280 running, 25 stopped, 2 error, 5 creating"}},
          {"type":"actions","elements":[
            {"type":"button","action_id":"previous","text":{"type":"plain_text","text":"Previous"},"value":"0"},
            {"type":"button","action_id":"next","text":{"type":"plain_text","text":"Next"},"value":"2"}]},
          {"type":"table","column_settings":[{},{},{},{"align":"right"},{"is_wrapped":true}],"rows":[
            [{"type":"raw_text","text":"Instance"},{"type":"raw_text","text":"Status"},{"type":"raw_text","text":"Plan"},{"type":"raw_text","text":"Memory"},{"type":"raw_text","text":"Note"}],
            [{"type":"raw_text","text":"acme-prod"},{"type":"raw_text","text":"🟢 running"},{"type":"raw_text","text":"Premium"},{"type":"raw_text","text":"6.2 GB"},{"type":"raw_text","text":"Nightly backup at 02:00"}],
            [{"type":"raw_text","text":"beta-shop"},{"type":"raw_text","text":"⚪ stopped"},{"type":"raw_text","text":"Starter"},{"type":"raw_text","text":"0"},{"type":"raw_text","text":"Stopped by Olivia: moving to another region next week"}],
            [{"type":"raw_text","text":"gamma-erp"},{"type":"raw_text","text":"🔴 error"},{"type":"raw_text","text":"Business"},{"type":"raw_text","text":"12.8 GB"},{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"OOM","style":{"bold":true}},{"type":"text","text":" three times since 09:12"}]}]}]]}
        ]
        """;

    public const string ApprovalCard =
        """
        [
          {"type":"header","text":{"type":"plain_text","text":":lock: Delete acme-prod?"}},
          {"type":"section","text":{"type":"mrkdwn","text":"<@U0OLIVIA01> asks to run `/instance delete acme-prod`"}},
          {"type":"section","fields":[{"type":"mrkdwn","text":"*What happens*\nThe container and its volume are removed."},{"type":"mrkdwn","text":"*Can it be undone*\nFor 24 hours, from the last backup."}]},
          {"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"Customer cancelled, ticket 4711. *not bold* <@nobody>"}]},
            {"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"running → "},{"type":"text","text":"deleted","style":{"bold":true}}]},{"type":"rich_text_section","elements":[{"type":"text","text":"1 domain goes dark: "},{"type":"link","url":"https://acme.example","text":"acme.example"}]}]}]},
          {"type":"context","elements":[{"type":"mrkdwn","text":":hourglass: 58 minutes left · `a41f-9c02` · needs an admin: <@U0ADAM0002> or <@U0SAMIRA03>"}]},
          {"type":"actions","elements":[
            {"type":"button","action_id":"approve","style":"primary","text":{"type":"plain_text","text":"Approve"},"value":"1"},
            {"type":"button","action_id":"deny","style":"danger","text":{"type":"plain_text","text":"Deny"},"value":"1"},
            {"type":"button","action_id":"note","text":{"type":"plain_text","text":"Decide with a note"},"value":"1"}]}
        ]
        """;

    public const string Progress =
        """
        [
          {"type":"section","text":{"type":"mrkdwn","text":"*Stopping acme-prod*\n`███████████░░░░░░░░░` 55 %"}},
          {"type":"section","text":{"type":"mrkdwn","text":":white_check_mark: Drained connections\n:white_check_mark: Took a snapshot\n:hourglass_flowing_sand: Stopping the container\n:white_circle: Update the routing"}},
          {"type":"divider"},
          {"type":"section","text":{"type":"mrkdwn","text":"```2026-08-12T10:23:11Z INFO  web: worker 3 stopped\n2026-08-12T10:23:12Z WARN  db: closing 12 idle connections, which takes a while when there are long transactions\n```"}},
          {"type":"context","elements":[{"type":"mrkdwn","text":"Started by <@U0OLIVIA01> · job `j_18c2`"}]}
        ]
        """;

    public const string Form =
        """
        [
          {"type":"section","text":{"type":"mrkdwn","text":"*acme-prod* will be stopped. 12 people lose their connection."}},
          {"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Reason"},"hint":{"type":"plain_text","text":"It stands in the audit, and the customer may read it."},
           "element":{"type":"plain_text_input","action_id":"reason","multiline":true,"focus_on_load":true,"placeholder":{"type":"plain_text","text":"Why now?"}}},
          {"type":"input","block_id":"customer","label":{"type":"plain_text","text":"Customer"},"element":{"type":"external_select","action_id":"customer","min_query_length":2,"placeholder":{"type":"plain_text","text":"Search a customer"}}},
          {"type":"input","block_id":"who","optional":true,"label":{"type":"plain_text","text":"Tell"},"element":{"type":"multi_users_select","action_id":"who","placeholder":{"type":"plain_text","text":"People"}}},
          {"type":"input","block_id":"when","label":{"type":"plain_text","text":"When"},"element":{"type":"datepicker","action_id":"when","initial_date":"2026-08-12"}},
          {"type":"input","block_id":"how","label":{"type":"plain_text","text":"How"},"element":{"type":"radio_buttons","action_id":"how","initial_option":{"text":{"type":"plain_text","text":"Gently"},"value":"gently"},"options":[{"text":{"type":"plain_text","text":"Gently"},"value":"gently","description":{"type":"plain_text","text":"Waits for running requests"}},{"text":{"type":"plain_text","text":"At once"},"value":"now"}]}},
          {"type":"input","block_id":"also","optional":true,"label":{"type":"plain_text","text":"Also"},"element":{"type":"checkboxes","action_id":"also","options":[{"text":{"type":"mrkdwn","text":"Take a *backup* first"},"value":"backup"},{"text":{"type":"plain_text","text":"Tell the customer"},"value":"tell"}]}},
          {"type":"input","block_id":"count","optional":true,"label":{"type":"plain_text","text":"Retries"},"element":{"type":"number_input","action_id":"count","is_decimal_allowed":false,"initial_value":"3"}}
        ]
        """;

    public const string Home =
        """
        [
          {"type":"header","text":{"type":"plain_text","text":"Good morning, Olivia"}},
          {"type":"section","text":{"type":"mrkdwn","text":":bell: *2 approvals wait for you*"},"accessory":{"type":"button","action_id":"all","text":{"type":"plain_text","text":"See all"},"value":"1"}},
          {"type":"section","text":{"type":"mrkdwn","text":"*Delete acme-prod* asked by <@U0ADAM0002>\n58 minutes left"},"accessory":{"type":"button","action_id":"review","style":"primary","text":{"type":"plain_text","text":"Review"},"value":"1"}},
          {"type":"divider"},
          {"type":"header","text":{"type":"plain_text","text":"Needs attention"}},
          {"type":"section","text":{"type":"mrkdwn","text":":red_circle: *gamma-erp* failed 3 times since 09:12\n:warning: *pool-eu-1* is at 90 %"}},
          {"type":"divider"},
          {"type":"header","text":{"type":"plain_text","text":"Recent activity"}},
          {"type":"context","elements":[{"type":"mrkdwn","text":"10:23 Trial extended · 10:15 Instance retried · 09:58 Credit applied"}]},
          {"type":"actions","elements":[{"type":"button","action_id":"list","text":{"type":"plain_text","text":"Instances"},"value":"1"},{"type":"button","action_id":"audit","text":{"type":"plain_text","text":"Audit"},"value":"1"}]}
        ]
        """;
}
