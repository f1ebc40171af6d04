document.documentElement.classList.add('js');
const rows=[...document.querySelectorAll('#list tbody tr,#list>details')],q=document.querySelector('#q'),
r=document.querySelector('#r'),s=document.querySelector('#s'),n=document.querySelector('#n');
if(q){const texts=rows.map(x=>x.textContent.toLowerCase());
const find=()=>{const words=q.value.toLowerCase().split(/\s+/).filter(Boolean);let shown=0;
rows.forEach((x,i)=>{const ok=(!r.value||x.dataset.r===r.value)&&(!s.value||x.dataset.s===s.value)
&&words.every(w=>texts[i].includes(w));x.hidden=!ok;shown+=ok});n.textContent=shown.toLocaleString('en')};
for(const e of [q,r,s])e.addEventListener('input',find);find()}
