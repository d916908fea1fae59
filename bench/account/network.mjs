/** Security groups and their rules. */
import { account, region } from './service.mjs'

export function group(service, id) {
  const name = `${service.name}-web`
  const own = { Name: name }
  const live = service.show('AWS::EC2::SecurityGroup', id, {
    GroupDescription: `Instances of ${service.name}`,
    GroupName: name,
    VpcId: 'vpc-05e64ac7ccbac0c4a',
    Id: id,
    GroupId: id,
    SecurityGroupIngress: [],
    SecurityGroupEgress: [
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0', Description: 'Services of AWS' },
      { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.20.0.0/16', Description: 'Database' },
    ],
    Tags: service.tagList(own),
  })
  const attributes = {
    arn: `arn:aws:ec2:${region}:${account}:security-group/${id}`,
    description: `Instances of ${service.name}`,
    egress: [outbound(443, '0.0.0.0/0', 'Services of AWS'), outbound(5432, '10.20.0.0/16', 'Database')],
    id,
    ingress: [],
    name,
    name_prefix: '',
    owner_id: account,
    region,
    revoke_rules_on_delete: false,
    tags: own,
    tags_all: service.allTags(own),
    timeouts: null,
    vpc_id: 'vpc-05e64ac7ccbac0c4a',
  }
  service.declare('aws_security_group', 'web', 1, [], [{ attributes, change: 'group', live }])
  return { id, live }
}

/** Inbound rules are resources of their own; live they appear in their group too. */
export function rules(service, owner, ids) {
  const ports = [8080, 9090]
  const made = ids.map((id, at) => {
    const rule = {
      IpProtocol: 'tcp',
      FromPort: ports[at],
      ToPort: ports[at],
      CidrIp: `10.20.${at}.0/24`,
      Description: `Port ${ports[at]}`,
    }
    owner.live.SecurityGroupIngress.push(rule)
    const live = service.show('AWS::EC2::SecurityGroupIngress', id, { Id: id, GroupId: owner.id, ...rule })
    const attributes = {
      arn: `arn:aws:ec2:${region}:${account}:security-group-rule/${id}`,
      cidr_ipv4: rule.CidrIp,
      cidr_ipv6: null,
      description: rule.Description,
      from_port: rule.FromPort,
      id,
      ip_protocol: 'tcp',
      prefix_list_id: null,
      referenced_security_group_id: null,
      region,
      security_group_id: owner.id,
      security_group_rule_id: id,
      tags: null,
      tags_all: service.allTags({}),
      to_port: rule.ToPort,
    }
    return { attributes, change: 'rule', live: [live, rule] }
  })
  service.declare('aws_vpc_security_group_ingress_rule', 'web', 0, [`${service.module}.aws_security_group.web`], made)
}

function outbound(port, network, description) {
  return {
    cidr_blocks: [network],
    description,
    from_port: port,
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    protocol: 'tcp',
    security_groups: [],
    self: false,
    to_port: port,
  }
}
